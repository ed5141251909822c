"""Documents to be rendered in tests and benches: invented people, invented city, every part of a page in use."""

from __future__ import annotations

from dataclasses import replace

from anlan.documents.model import (
    Bulletin,
    Cell,
    Composition,
    Fault,
    Heading,
    Letter,
    Paragraph,
    Quote,
    Style,
    Table,
    Text,
)

FRAME = Bulletin(
    masthead="安州安全生产简报",
    issue_line="第49期",
    special_line="（秋冬防火专刊 第32期）",
    issuer="安州市安全生产委员会办公室",
    day="2022年10月24日",
    title=("紧盯重点环节抓排查", "压实各方责任守底线"),
    people=(("编辑", "程远 苏禾"), ("审核", "林一平"), ("签发", "高见明")),
    report_to="省安全生产委员会办公室。",
    deliver_to="市委常委，市安委会主任、副主任。",
    issue_to="各县区人民政府，高新区、示范区管委会，市安全生产委员会有关成员单位，各重点企业安全生产管理机构。",
    copies="共印50份",
    address="https://anlan.example.cn/b/2022-49/",
)

LETTER = Letter(
    masthead="安州市安全生产委员会办公室",
    number="安安办督〔2022〕17号",
    title=("关于督促整改东山仓储中心消防通道隐患的函",),
    addressee="东山区人民政府",
    issuer="安州市安全生产委员会办公室",
    day="2022年10月24日",
    copies_to="市消防救援支队，市应急管理局。",
    printed_by="安州市安全生产委员会办公室",
    printed_on="2022年10月24日印发",
)


def quote(text: str, code: str = "hazards.found") -> Quote:
    return Quote(
        text, code, "81234", href=f"/figures/{code}/?area=4199&from=2022-01-01", mark="K3F9", title="查出隐患"
    )


LEAD = (
    "入秋以来，全市风干物燥、用火用电增多，安全防范任务繁重。各级各部门坚持早部署、早检查、早整改，把功夫下在平时，"
    "把问题解决在现场，全力保障群众生命财产安全和企业正常生产经营。"
)
FILLER = (
    "市安委办会同有关部门对仓储物流、危险化学品、城镇燃气、建筑工地、道路运输等行业逐一过筛，检查人员进车间、上工地、入门店，"
    "对照清单逐项核对，能当场改的当场改，一时改不了的明确责任人、整改措施和完成时限，并在到期前上门复核。"
    "对反复出现的同类问题，组织专家会诊，从设备、工艺和管理上找原因，推动一个行业举一反三；"
    "对拒不整改、弄虚作假的单位，依法从严处理并公开曝光。"
)


def bulletin(*, length: int = 6, draft: str = "", frame: Bulletin = FRAME) -> Composition:
    """Return a bulletin of about two pages, and half a page more for each further length."""
    blocks: list[Paragraph] = [Paragraph((Text(LEAD),), key="lead")]
    heads = ("压紧责任链条，层层抓好落实。", "盯牢重点部位，从严排查整治。", "畅通信息渠道，快速调度处置。")
    for n in range(length):
        head, sub = "一二三四五六七八九十"[n % 10], "一二三四五六七八九十"[n % 10]
        runs = (
            Text(f"{head}、{heads[n % 3]}", Style.FIRST),
            Text(f"（{sub}）主要做法。", Style.SECOND),
            Text(FILLER + "今年以来共检查生产经营单位"),
            quote("11.1万多家次", "inspections.visits"),
            Text("，排查隐患"),
            quote("8.1万多条"),
            Text("，整改率"),
            quote("99.9%", "hazards.rectification_rate"),
            Text("，剩余"),
            quote("102处", "hazards.outstanding"),
            Text("正在逐项销号。"),
        )
        blocks.append(Paragraph(runs, key=f"part:{n}"))
    return Composition(replace(frame, draft=draft), tuple(blocks))


def table(rows: int = 8, *, name: str = "") -> Table:
    areas = ("源河区", "东山区", "西山区", "临水县", "高新区", "示范区", "北城区", "南城区")
    return Table(
        ("区域", "检查家次", "查出隐患", "已整改", "整改率"),
        tuple(
            (
                Cell(name or f"{areas[n % 8]}{n // 8 or ''}"),
                Cell(f"{1200 + 37 * n:,}", "inspections.visits", align="end"),
                Cell(f"{800 + 11 * n:,}", "hazards.found", align="end"),
                Cell(f"{799 + 11 * n:,}", align="end"),
                Cell("99.9%", align="end"),
            )
            for n in range(rows)
        ),
        caption="各县区排查整治情况",
        widths=(3, 2, 2, 2, 2),
    )


def long_table(rows: int = 90) -> Composition:
    return Composition(FRAME, (Paragraph((Text(LEAD),)), table(rows), Paragraph((Text(LEAD),))))


def mixed() -> Composition:
    """Return a document with one of everything that a block may be, and an annex."""
    return Composition(
        FRAME,
        (
            Paragraph((Text("一、总体情况。", Style.FIRST), Text(LEAD), Text("务必抓紧。", Style.STRONG))),
            Heading("（一）分区情况", 2),
            table(3),
            Fault("值班值守", "源河区10月23日的零报告未收到，“未接到报告”一句无法成立。"),
        ),
        as_of="数据截至2022年10月24日16时，按当日掌握情况统计。",
        annex=(Heading("附：数字溯源"), table(2)),
    )


def letter(*, draft: str = "") -> Composition:
    text = (
        "你区东山仓储中心“占用消防通道”隐患应于2022年10月20日前完成整改，至今未见整改结果。请立即组织整改，"
        "并采取临时防范措施，确保整改期间安全。"
    )
    return Composition(
        replace(LETTER, draft=draft),
        (
            Paragraph((Text(text),)),
            Paragraph((Text("请于收到本函24小时内签收，3个工作日内书面答复。"),)),
        ),
    )
