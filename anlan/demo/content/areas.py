"""The areas of the demo city: one city, five counties and districts, three zones, 58 townships.

Source: the statistical area codes of domain brief §7.6. Two zones have no official code and carry local codes
 that end in `Z1` and `Z2`. Cases are counted at leaves: a township, or a zone without townships.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AreaSeed:
    """One area; `parent` is the `code` of an earlier row, `seat` its (longitude, latitude) to about 1 km.

    `official_code` is None where the state has given none. `kind` is city, county, zone or township.
    """

    code: str
    official_code: str | None
    name: str
    name_en: str
    short_name: str
    kind: str
    parent: str | None
    seat: tuple[float, float] | None


CITY = AreaSeed("411100", "411100", "漯河市", "Luohe", "漯河市", "city", None, (114.017, 33.581))

REPORTING_AREAS: tuple[AreaSeed, ...] = (
    AreaSeed("411102", "411102", "源汇区", "Yuanhui District", "源汇区", "county", "411100", (114.006, 33.566)),
    AreaSeed("411103", "411103", "郾城区", "Yancheng District", "郾城区", "county", "411100", (114.007, 33.587)),
    AreaSeed("411104", "411104", "召陵区", "Shaoling District", "召陵区", "county", "411100", (114.094, 33.587)),
    AreaSeed("411121", "411121", "舞阳县", "Wuyang County", "舞阳县", "county", "411100", (113.609, 33.437)),
    AreaSeed("411122", "411122", "临颍县", "Linying County", "临颍县", "county", "411100", (113.931, 33.811)),
    AreaSeed(
        "411171",
        "411171",
        "漯河经济技术开发区",
        "Luohe Economic and Technological Development Zone",
        "经开区",
        "zone",
        "411100",
        None,
    ),
    AreaSeed(
        "411100Z1",
        None,
        "漯河市城乡一体化示范区",
        "Luohe Urban-Rural Integration Demonstration Zone",
        "示范区",
        "zone",
        "411100",
        None,
    ),
    AreaSeed("411100Z2", None, "漯河市西城区", "Luohe Xicheng Zone", "西城区", "zone", "411100", None),
)

_TOWNSHIPS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "411102": (
        ("001", "老街街道", "Laojie Subdistrict"),
        ("002", "马路街街道", "Malujie Subdistrict"),
        ("003", "顺河街街道", "Shunhejie Subdistrict"),
        ("004", "干河陈街道", "Ganhechen Subdistrict"),
        ("100", "大刘镇", "Daliu Town"),
        ("101", "阴阳赵镇", "Yinyangzhao Town"),
        ("102", "空冢郭镇", "Kongzhongguo Town"),
        ("202", "问十乡", "Wenshi Township"),
    ),
    "411103": (
        ("001", "沙北街道", "Shabei Subdistrict"),
        ("002", "龙塔街道", "Longta Subdistrict"),
        ("003", "淞江街道", "Songjiang Subdistrict"),
        ("101", "孟庙镇", "Mengmiao Town"),
        ("102", "商桥镇", "Shangqiao Town"),
        ("103", "裴城镇", "Peicheng Town"),
        ("104", "新店镇", "Xindian Town"),
        ("105", "龙城镇", "Longcheng Town"),
        ("106", "李集镇", "Liji Town"),
        ("107", "黑龙潭镇", "Heilongtan Town"),
    ),
    "411104": (
        ("001", "天桥街街道", "Tianqiaojie Subdistrict"),
        ("002", "翟庄街道", "Zhaizhuang Subdistrict"),
        ("003", "东城街道", "Dongcheng Subdistrict"),
        ("100", "召陵镇", "Shaoling Town"),
        ("102", "万金镇", "Wanjin Town"),
        ("103", "老窝镇", "Laowo Town"),
        ("104", "姬石镇", "Jishi Town"),
        ("105", "青年镇", "Qingnian Town"),
    ),
    "411121": (
        ("100", "舞泉镇", "Wuquan Town"),
        ("101", "吴城镇", "Wucheng Town"),
        ("102", "北舞渡镇", "Beiwudu Town"),
        ("103", "莲花镇", "Lianhua Town"),
        ("104", "辛安镇", "Xin'an Town"),
        ("105", "孟寨镇", "Mengzhai Town"),
        ("106", "太尉镇", "Taiwei Town"),
        ("107", "侯集镇", "Houji Town"),
        ("108", "九街镇", "Jiujie Town"),
        ("109", "章化镇", "Zhanghua Town"),
        ("200", "文峰乡", "Wenfeng Township"),
        ("201", "保和乡", "Baohe Township"),
        ("202", "马村乡", "Macun Township"),
        ("204", "姜店乡", "Jiangdian Township"),
    ),
    "411122": (
        ("001", "城关街道", "Chengguan Subdistrict"),
        ("002", "新城街道", "Xincheng Subdistrict"),
        ("101", "繁城回族镇", "Fancheng Hui Town"),
        ("102", "杜曲镇", "Duqu Town"),
        ("103", "王岗镇", "Wanggang Town"),
        ("104", "台陈镇", "Taichen Town"),
        ("105", "巨陵镇", "Juling Town"),
        ("106", "瓦店镇", "Wadian Town"),
        ("107", "三家店镇", "Sanjiadian Town"),
        ("108", "窝城镇", "Wocheng Town"),
        ("109", "王孟镇", "Wangmeng Town"),
        ("110", "大郭镇", "Daguo Town"),
        ("201", "皇帝庙乡", "Huangdimiao Township"),
        ("202", "固厢乡", "Guxiang Township"),
        ("203", "石桥乡", "Shiqiao Township"),
        ("204", "陈庄乡", "Chenzhuang Township"),
    ),
    "411171": (
        ("101", "后谢镇", "Houxie Town"),
        ("102", "邓襄镇", "Dengxiang Town"),
    ),
}

TOWNSHIPS: tuple[AreaSeed, ...] = tuple(
    AreaSeed(parent + tail, parent + tail, name, name_en, name, "township", parent, None)
    for parent, rows in _TOWNSHIPS.items()
    for tail, name, name_en in rows
)

AREAS: tuple[AreaSeed, ...] = (CITY, *REPORTING_AREAS, *TOWNSHIPS)
