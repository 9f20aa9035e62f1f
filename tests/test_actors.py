"""Who acts: bodies named in a sentence and in the list that closes its item."""

from __future__ import annotations

import pytest

from xzsc.measures.actors import actors
from xzsc.measures.coder import Coder
from xzsc.measures.responsible import opening_list, responsible
from xzsc.measures.targets import targets
from xzsc.model import Document, Kind, Section, Source, Unit
from xzsc.structure import read


@pytest.mark.parametrize(
    ("line", "bodies"),
    [
        ("（责任单位：市工业和信息化局、市住房和城乡建设局）", ("市工业和信息化局", "市住房和城乡建设局")),
        ("（责任单位：市教育局和市文化和旅游局）", ("市教育局", "市文化和旅游局")),
        ("（6月底建成并持续运行，牵头考核单位：市档案局）", ("市档案局",)),
        ("（牵头单位：市林业局；配合单位：市水利局、市气象局等）", ("市林业局", "市水利局", "市气象局")),
        ("（责任单位：市农业农村局，各县（市、区）人民政府）", ("市农业农村局", "各县（市、区）人民政府")),
        ("（市交通运输局牵头，市公安局配合）", ("市交通运输局", "市公安局")),
        ("（县渡口办牵头；县水运站、县气象局等按职责分工负责）", ("县渡口办", "县水运站", "县气象局")),
        ("（责任单位：县渡口办；各乡镇人民政府；完成时限：年底）", ("县渡口办", "各乡镇人民政府")),
        ("评分表由各部门（包括牵头单位自身）填写。", ()),
        ("〔责任单位：县水运站，各乡〔镇〕人民政府〕", ("县水运站", "各乡〔镇〕人民政府")),
        ("［县档案局、县水运站按职责分工负责］", ("县档案局", "县水运站")),
        (
            "（责任单位：县水利局、各市（含青禾市，下同）、县政府；完成时限：年底）",
            ("县水利局", "各市、县政府"),
        ),
        ("责任单位要定期报告。", ()),
    ],
)
def test_bodies_in_charge(line: str, bodies: tuple[str, ...]) -> None:
    assert responsible(line) == bodies


def test_a_double_name_as_subject_is_one_body() -> None:
    assert actors("市人力资源和社会保障局应当公布名单。") == ("市人力资源和社会保障局",)


@pytest.mark.parametrize(
    ("sentence", "bodies"),
    [
        ("第四条　市、区人民政府应当修缮渡口。", ("市、区人民政府",)),
        ("县人民政府及其教育部门应当开办夜校。", ("县人民政府", "教育部门")),
        ("财政、税务等有关部门应当共享数据。", ("财政、税务等有关部门",)),
        ("渡口名录由县水运部门负责编制。", ("县水运部门",)),
        ("推广轻骑出行，要修建车道。", ()),
        ("争取上级部委支持。", ()),
        ("充分发挥各级党委的作用，推动设立渡运服务中心，可以试点。", ()),
        ("把技术人员服务企业情况作为考核内容，负责落实。", ()),
        ("设立实验室的企业、学校应当登记。", ("企业", "高校院所")),
        ("接受申诉的部门应当答复。", ("接受申诉的部门",)),
        ("擅自摆渡的，由县水运局或者镇政府责令停航。", ("县水运局", "镇政府")),
        ("县水运局按照潮汐表排定班次。", ("县水运局",)),
        ("各镇渡口办公室也要公布班次。", ("各镇渡口办公室",)),
        ("第五条　县级以上人民政府水运主管部门主管渡口工作。", ("县级以上人民政府水运主管部门",)),
        ("省、市（地区）、县人民政府设立渡运基金。", ("省、市（地区）、县人民政府",)),
        ("县水运局在汛期每日巡查。", ("县水运局",)),
        ("县（市、区）以上人民政府应当修缮渡口。", ("县（市、区）以上人民政府",)),
        ("未经县水运局批准，渡船停航。", ()),
        ("县水运局组织评定的渡口挂牌。", ()),
        ("有序推进渡运中心建设。", ()),
        ("乡（镇）人民政府应当修缮渡口。", ("乡（镇）人民政府",)),
        ("设区的市、县（市、区）人民政府应当修缮渡口。", ("设区的市、县（市、区）人民政府",)),
        (
            "县级以上人民政府农业农村和渔业渡运行政部门负责登记。",
            ("县级以上人民政府农业农村和渔业渡运行政部门",),
        ),
        ("渡口管理机构应当登记渡船。", ("渡口管理机构",)),
        ("超员载客的，由县水运部门责令改正，处五百元罚款。", ("县水运部门",)),
        ("名录由县水运局会同县档案局制定。", ("县水运局", "县档案局")),
        ("县水运局收到申请后，应当登记。", ("县水运局",)),
        ("县水运局制定的名录，应当公布。", ()),
        ("县人民政府根据汛情需要，可以封航。", ("县人民政府",)),
        ("应急茶务部门、其他有关部门应当供应茶水。", ("应急茶务部门", "其他有关部门")),
        ("主要茶站供应茶水。", ()),
        ("建强县委领导、政府负责、茶农参与的体系。", ()),
        ("县茶务局将发布名录。", ("县茶务局",)),
        ("各地各部门在采茶时，要主动供水。", ("各地各部门",)),
        ("加强领导各有关部门要主动供水。", ("各有关部门",)),
        ("县茶务部门根据节令发布采茶日历。", ("县茶务部门",)),
        ("第九条茶亭的施工单位应当报告。", ("施工单位",)),
        ("采茶时，从业人员必须戴帽。", ("从业人员",)),
        ("茶亭由产权单位负责。", ("产权单位",)),
        ("安排专人负责。", ()),
        ("关心困难茶农，违规行为应当查处。", ()),
        ("鼓励乡镇政府建立茶亭。", ("政府部门",)),
    ],
)
def test_bodies_before_the_modal_verb(sentence: str, bodies: tuple[str, ...]) -> None:
    assert actors(sentence) == bodies


def test_a_list_glued_to_the_next_item_belongs_to_the_item_before() -> None:
    lines = [
        "加大采茶机购置补贴力度。",
        "（责任单位：市农机中心）（二）实施茶旅融合工程。",
        "建设五条茶旅步道。",
    ]
    spans = [(sum(map(len, lines[:n])), sum(map(len, lines[: n + 1]))) for n in range(3)]
    first = (Section(1, "（一）", "补贴", ()),)
    second = (Section(1, "（二）", "实施茶旅融合工程", (spans[1],), lead=True),)
    kinds = (Kind.SENTENCE, Kind.LEAD, Kind.SENTENCE)
    paths = (first, second, second)
    units = tuple(
        Unit(kind, (span,), text, path=path, code=f"1-{n}")
        for n, (kind, span, text, path) in enumerate(zip(kinds, spans, lines, paths, strict=True), 1)
    )
    measures = Coder().measures(
        Document(Source("a.txt", "".join(lines)), title="茶产业行动方案", units=units)
    )
    of = {measure.unit.text: measure.actors for measure in measures}
    assert of[lines[0]] == ("市农机中心",)
    assert "市农机中心" not in of[lines[2]]
    assert "市农机中心" not in actors(lines[1])


@pytest.mark.parametrize(
    "line", ["〔责任单位：县数据局、县档案局〕", "（责任单位：县数据局）", "（县数据局、县档案局牵头）"]
)
def test_a_line_of_bodies_in_charge_is_no_measure(line: str) -> None:
    action = "建设全县统一的数据平台，推动档案数据共享。"
    document = read(Source("plan.txt", f"数据平台建设方案\n一、主要任务\n{action}{line}\n"))[0]
    assert [measure.unit.text for measure in Coder().measures(document)] == [action]


def acting(text: str) -> dict[str, tuple[str, ...]]:
    """The actors of each measure of a plan, by its text."""
    document = read(Source("plan.txt", f"渡口修缮方案\n2031年5月6日\n\n一、主要任务\n{text}"))[0]
    return {measure.unit.text: measure.actors for measure in Coder().measures(document)}


def test_a_list_is_not_torn_where_a_semicolon_stands_in_it() -> None:
    assert acting(
        "加快建设轮渡码头，全年新增泊位12个。（牵头单位：县水运站；配合单位：县档案局）\n"
        "建立渡船检修制度，严格检修责任。（牵头单位：县渔业局；配合单位：县气象局）\n"
    ) == {
        "加快建设轮渡码头，全年新增泊位12个。": ("县水运站", "县档案局"),
        "建立渡船检修制度，严格检修责任。": ("县渔业局", "县气象局"),
    }


def test_lists_on_two_lines_are_read_together() -> None:
    assert acting(
        "（一）加快建设轮渡码头\n加快建设轮渡码头，全年新增泊位12个。\n"
        "牵头单位：县水运站\n配合单位：县档案局、县气象局\n"
        "（二）建立渡船检修制度\n建立渡船检修制度，严格检修责任。\n责任单位：县渔业局\n"
    ) == {
        "加快建设轮渡码头，全年新增泊位12个。": ("县水运站", "县档案局", "县气象局"),
        "建立渡船检修制度，严格检修责任。": ("县渔业局",),
    }


def test_a_list_inside_a_measure_is_its_own() -> None:
    assert acting(
        "加快建设轮渡码头，全年新增泊位12个（责任单位：县水运站）。\n"
        "建立渡船检修制度，严格检修责任（责任单位：县渔业局）。\n"
    ) == {
        "加快建设轮渡码头，全年新增泊位12个（责任单位：县水运站）。": ("县水运站",),
        "建立渡船检修制度，严格检修责任（责任单位：县渔业局）。": ("县渔业局",),
    }


@pytest.mark.parametrize(
    "glued",
    ["（县水运站、县档案局按职责分工负责）", "（牵头单位：县水运站；配合单位：县档案局）"],
)
def test_any_list_that_opens_a_text_belongs_to_the_item_before(glued: str) -> None:
    assert opening_list(f"{glued}二、建立渡船检修制度") == glued
    assert actors(f"{glued}二、建立渡船检修制度") == ()


@pytest.mark.parametrize(
    ("sentence", "groups"),
    [
        ("鼓励各类茶叶企业对新进工人开展培训。", ("企业",)),
        ("支持有条件的涉茶高校、科研院所和龙头企业联合建立茶园实验室。", ("高校院所", "企业")),
        ("引导和鼓励茶叶培育企业（含合作社）等主体积极参与展销。", ("企业",)),
        ("鼓励涉茶高校与茶叶企业共建茶园。", ("高校院所",)),
        ("推动村镇银行提供茶园贷款。", ("金融机构",)),
        ("推动茶叶企业上云、上平台。", ("企业",)),
        ("支持茶叶企业转制。", ()),
        ("支持茶叶企业的项目。", ()),
        ("支持茶叶企业发展。", ()),
        ("支持乡村学校建设。", ()),
        ("支持乡村学校建设茶艺课程。", ("高校院所",)),
        ("鼓励茶叶专业高校毕业生开展创业。", ()),
        ("落实支持企业引进茶艺师的优惠政策。", ()),
        ("引导茶叶企业建立与工龄相称的休假制度。", ("企业",)),
        ("扩大企业年金覆盖，推动企业年金发展。", ()),
        ("鼓励茶艺师到县级医院开设讲座。", ()),
        ("发挥茶商引导基金对茶叶企业的扶持作用。", ()),
    ],
)
def test_groups_that_are_encouraged_act_only_where_a_verb_of_theirs_follows(
    sentence: str, groups: tuple[str, ...]
) -> None:
    assert actors(sentence) == groups


@pytest.mark.parametrize(
    ("sentence", "bodies"),
    [
        ("各区要设立茶艺工坊。", ("政府部门",)),
        ("各县（市、区）应当修缮茶亭。", ("政府部门",)),
        ("各市、县要修缮茶亭。", ("政府部门",)),
        ("各区域要修缮茶亭。", ()),
        ("县档案局会同县渡口办建立名录。", ("县档案局", "县渡口办")),
        ("县档案局会同县委组织部、县水利局等部门制定名录。", ("县档案局", "县委组织部", "县水利局等部门")),
    ],
)
def test_places_and_those_who_help_are_subjects(sentence: str, bodies: tuple[str, ...]) -> None:
    assert actors(sentence) == bodies


@pytest.mark.parametrize(
    ("sentence", "groups"),
    [
        ("让山区群众喝上放心茶。", ("群众",)),
        ("为困难群众和低收入家庭送茶苗。", ("困难群体",)),
        ("规范涉企检查，提升茶企业获得感。", ("企业",)),
        ("对采茶企业开展监督检查。", ()),
        ("完善茶室服务企业年金和企业标准。", ()),
        ("集聚资金、技术、人才等要素，由专家组评审。", ()),
        ("引进制茶人才和海外专家。", ("人才",)),
        ("组织大学生采茶。", ("高校毕业生",)),
        ("建设茶乡养老服务站和托育点，关爱青年茶农与退役军人。", ("老年人", "妇女儿童", "青年", "退役军人")),
        ("维护采茶劳动者权益，落实职工基本养老保险。", ("劳动者",)),
        ("方便游客。", ("消费者",)),
        ("居民委员会、残疾人联合会应当协助登记。", ()),
        ("组建渡运专家库，开展群众性演练。", ()),
        ("为居民和残疾人免票。", ("困难群体", "群众")),
        ("引进造船专家。", ("人才",)),
    ],
)
def test_groups_that_a_measure_serves(sentence: str, groups: tuple[str, ...]) -> None:
    assert targets(sentence) == groups


def test_whom_a_duty_is_about_does_not_act() -> None:
    assert actors("渡口督导机构对所辖学校应当每年检查一次。") == ("渡口督导机构",)
    assert actors("经营单位对渡船安全负责。") == ("经营单位",)
    assert actors("救助对象应当如实申报。") == actors("父母或者其他监护人对未成年人应当教育。") == ()
