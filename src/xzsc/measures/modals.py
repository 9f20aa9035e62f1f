"""The modal verbs of a duty, where they are no part of a word (应急, 供应, 主要, 要求)."""

from __future__ import annotations

_MEETS = "对(?![^，。；]*(?:进行|负责|给予|予以|实[行施]))"
"""Makes 应对 a verb; 渡口站应对渡船进行检修 tells of a duty."""
SHOULD = f"(?:应当|(?<![适供响相反效感呼回顺])应(?![当急用届邀变税收付力聘征]|{_MEETS}))"
NEED = "(?<![主重需必纲首只])要(?![求素点件闻])"
DUTY = f"(?:{SHOULD}|{NEED}|必须|(?<!必)须|不得(?!不)|(?<![急所必内刚如确])需(?![求要]))"
"""Any of them."""
