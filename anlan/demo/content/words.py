"""Word lists from which the places of the demo city take their invented trade names, villages and roads."""

# Trade names of real, well-known companies that the two lists below could spell.
_TAKEN: frozenset[str] = frozenset({
    "华润", "万达", "同仁", "恒大", "恒瑞", "永辉", "光大", "光明", "百联", "华联", "华泰", "天安", "民安", "金龙", "新华",
    "中信", "中通", "中远", "中天", "东风", "东信", "万科", "兴业", "兴达", "联通", "联华", "联合", "泰康", "德邦", "顺丰",
    "友邦", "大华", "海天", "安踏", "润发", "隆基", "昌河", "福田", "嘉禾", "金鼎", "双汇", "南街", "卫龙", "银鸽", "雪健",
    "沙河", "澧河", "颍河", "顺德", "安阳", "信阳", "德阳", "泰安", "和林", "同江", "新洋", "天河", "安利", "百丽", "美宁",
})  # fmt: skip

_FIRST = "鑫恒瑞盛宏华金永隆祥顺福兴德泰安康和嘉佳美荣昌源润达通豫中天东新百万亿聚众诚信义仁博远景晨旭凯启卓优益民友联同沙澧颍"
_SECOND = "源盛达通泰祥顺隆兴和发辉利丰康宁安瑞诚信义德禾茂昌旺宇辰朗悦鸿腾飞扬润泽佳美合聚鼎峰林江河海洋阳春凯博创拓立成业邦"

BRANDS: tuple[str, ...] = tuple(
    first + second
    for first in _FIRST
    for second in _SECOND
    if first != second and first + second not in _TAKEN and first + second not in {"安安", "民民"}
)

SURNAMES: tuple[str, ...] = tuple("王张李刘陈赵杨孙周郭马吴朱徐胡高宋何韩许冯董程曹袁谢于梁田杜魏薛姚侯孟")

VILLAGES: tuple[str, ...] = tuple(
    lead + surname + tail
    for lead in ("", "大", "小", "前", "后", "东", "西")
    for surname in "王张李刘陈赵杨孙周郭马吴朱徐胡高宋何韩许冯董程曹袁谢于梁田杜"
    for tail in ("庄", "桥", "岗", "寨", "楼", "湾")
    if not (lead and tail == "湾")
)

# By the first two characters of the county or zone; what is not listed lies on the first row's rivers.
RIVERS: dict[str, tuple[str, ...]] = {
    "": ("沙河", "澧河"),
    "源汇": ("沙河", "澧河", "唐江河"),
    "郾城": ("沙河", "澧河", "唐江河", "吴公渠", "新沟河"),
    "召陵": ("沙河", "汾泉河", "黑河"),
    "舞阳": ("沙河", "澧河", "洪河", "三里河"),
    "临颍": ("颍河", "清潩河", "五里河", "吴公渠"),
}

ROADS_CITY: tuple[str, ...] = (
    "人民路", "黄河路", "长江路", "交通路", "泰山路", "嵩山路", "黄山路", "太行山路", "滨河路", "大学路",
    "五一路", "解放路", "海河路", "辽河路", "淞江路", "龙江路", "金山路", "燕山路", "衡山路", "湘江路",
)  # fmt: skip
ROADS_COUNTY: tuple[str, ...] = (
    "人民路", "解放路", "建设路", "健康路", "文化路", "新华街", "育才路", "工业路", "迎宾大道", "朝阳路", "幸福路", "团结街",
)  # fmt: skip
ROADS_TOWN: tuple[str, ...] = ("镇中街", "振兴路", "富民路", "文明街", "商贸街", "兴业路", "东大街", "西大街")

CHINESE_NUMBERS: tuple[str, ...] = ("一", "二", "三", "四", "五", "六", "七", "八", "九")
