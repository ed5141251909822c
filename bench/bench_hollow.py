"""Hollow text: how many of labelled texts the rules find and how many sound ones they take for hollow; what they cost.

The labelled texts were written by hand for this, in the manner of ledgers that were printed: 60 findings that say
nothing or too little, 60 that do not, 20 measures of either sort. None of the demo city's texts is among them; those
are judged beside them, as texts that were written to be sound.
"""

from __future__ import annotations

import os
import random
import sys
import time

from bench.ground import SMALL, note, tell

HOLLOW = """加强管理|无|没有|正常|未发现隐患|存在安全隐患|安全意识淡薄|员工安全意识不强|安全管理制度不健全
|主体责任落实不到位|需要进一步加强安全管理|隐患已整改|灭火器过期|通道堵塞|电线老化|制度不完善，责任不落实
|现场管理混乱|培训教育不到位|安全出口不畅通|部分设备存在安全隐患|应加强员工安全教育培训|管理不规范
|日常检查不到位|整改不及时|安全责任制未落实|操作规程不完善|工作人员安全意识薄弱|企业安全管理有待提高
|存在一些问题需要整改|其他|无隐患。|消防不合格|用电不规范|设施不全|安全教育培训力度不够|相关制度缺失
|个别员工未按要求操作|管理有漏洞|存在火灾隐患|线路问题|现场检查未发现问题|隐患排查治理不到位，需进一步完善
|没有按照要求落实|安全措施不到位|从业人员教育培训不足|杂物堆放|标识缺失|台账不全|灭火器压力不足
|监管不到位，措施不落实|安全管理需加强，制度需完善|各方面情况良好|场所存在隐患问题|单位主体责任意识不强
|设备老化|卫生差|应急物资不足|消防器材不足|配电箱问题|日常管理松懈""".replace("\n", "")
SOUND = """二层东侧疏散通道堆放纸箱，宽度不足1米|厨房燃气报警器未通电|配电箱门缺失、内部积尘严重
|1号车间叉车驾驶员无证上岗|液氨储罐区未设置喷淋装置|仓库与办公区之间未做防火分隔
|培训记录中无本季度应急演练内容|动火作业未办理审批手续即施工|员工宿舍内私拉乱接电线给电动车充电
|有限空间作业前未检测氧含量|危险化学品存储台账三个月未登记|三楼消火栓箱内缺少水带和水枪
|锅炉房压力表超过检定有效期|油漆库房使用非防爆照明灯具|卸油口静电接地夹锈蚀脱落|客房烟感探测器被塑料罩遮挡
|常闭式防火门用木楔固定在开启位置|冲压机双手启动按钮被短接|粉尘车间除尘器灰斗积灰超过一半
|塔吊力矩限制器失灵仍在使用|基坑临边防护栏杆缺失长约8米|液化气瓶与明火灶具间距不足0.5米|KTV二楼安全出口上锁
|养老院夜间值班人员只有1人|加油机软管老化龟裂渗油|校车灭火器压力表指针在红区|商场地下车库卷帘门下停放车辆
|乙炔瓶卧放使用且无防回火装置|配电室内堆放纸箱和清洁用品|生产车间东墙应急照明灯不亮
|氨机房通风机未与报警装置联动|电梯机房门未上锁无关人员可进入|烟花爆竹店超量存放约20箱
|员工更衣室插座面板破损露铜|渔船救生衣数量少于船员人数|幼儿园厨房燃气软管穿墙无套管|危废间未张贴警示标志
|行车吊钩防脱钩装置损坏|厂区消防水池水位低于最低线|酒精库房门口无静电释放装置|木工车间砂轮机无防护罩
|超市后门货架挡住消火栓|医院氧气站周边5米内堆放可燃物|充电棚与住宅楼外墙间距不足6米
|污水处理池边无警示牌和救生圈|反应釜安全阀未定期校验|脚手架连墙件被拆除两处|网吧前台抽屉内存放打火机油
|粮库装卸平台用电缆拖地浸水|客车应急锤缺失3把|冷库内开关箱结霜未用防潮型|燃气调压箱周围堆放秸秆
|宾馆三层走廊疏散指示标志方向错误|食堂排烟管道油垢厚约1厘米|喷漆房风机皮带松动排风不畅
|工地二级配电箱未装漏电保护器|库房西侧窗户焊死防盗网|防爆柜内混放强酸与强碱|员工在仓库门口吸烟
|加工间传动链条外露无防护""".replace("\n", "")
MEASURES_HOLLOW = """消防通道堆放杂物=消防通道堆放杂物已整改
|安全出口未保持畅通=安全出口已保持畅通|配电箱门缺失=已整改到位
|灭火器压力不足=已落实|员工未持证上岗=员工已持证上岗|应急灯不亮=应急灯已亮
|疏散指示标志损坏=疏散指示标志损坏问题已整改完成|库房违规存放油漆=已按要求完成整改|烟感被遮挡=已完成
|电动车违规充电=加强管理，落实责任|线路未穿管=线路已穿管|气瓶未固定=已按照要求整改|未佩戴安全帽=已佩戴安全帽
|防护罩缺失=立即整改|软管老化=加强日常检查|消火栓被遮挡=消火栓被遮挡已及时整改|台账未登记=台账已登记
|报警器未通电=报警器已通电|未设警示标志=进一步加强安全管理|防火门未关闭=防火门已关闭""".replace("\n", "")
MEASURES_SOUND = """消防通道堆放杂物=已清空通道并划黄线，安排专人每日巡查|安全出口上锁=拆除门锁，改装推杆锁
|配电箱门缺失=已安装箱门并上锁|灭火器压力不足=更换4公斤干粉灭火器两具
|员工未持证上岗=调离岗位，报名参加下月取证考试|应急灯不亮=更换蓄电池，试验亮灯90分钟
|疏散指示标志损坏=重新安装指示标志两块|库房违规存放油漆=油漆移至专用防爆柜
|烟感被遮挡=拆除塑料罩并测试报警正常|电动车违规充电=断电收缴插线板，在院外设充电桩|线路未穿管=穿阻燃管并固定
|气瓶未固定=加装防倾倒链条|防护罩缺失=焊接防护罩并试机|软管老化=换装金属波纹软管
|消火栓被遮挡=移走货架，喷涂禁占标线|台账未登记=补登三个月出入库台账|报警器未通电=接入UPS并试验报警
|未设警示标志=张贴警示标志6块|防火门常开=拆除木楔，修复闭门器|积灰超限=停机清灰，制定每班清扫制度""".replace(
    "\n", ""
)
LEAST_RECALL, MOST_WRONG, MOST_OF_DEMO = 0.9, 0.05, 0.01


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.config.settings")
    import django  # noqa: PLC0415 -- settings first

    django.setup()
    from anlan.demo.content.hazards import hazard  # noqa: PLC0415
    from anlan.demo.content.kinds import SECTOR_KINDS  # noqa: PLC0415
    from anlan.hazards import hollow  # noqa: PLC0415

    for name, texts, wanted in (("hollow", HOLLOW, True), ("sound", SOUND, False)):
        told = [(text, bool(hollow.of_finding(text))) for text in texts.split("|")]
        _tell(f"findings labelled {name}", told, wanted=wanted)
    for name, texts, wanted in (("hollow", MEASURES_HOLLOW, True), ("sound", MEASURES_SOUND, False)):
        pairs = [one.split("=") for one in texts.split("|")]
        told = [(f"{f} → {m}", bool(hollow.of_measure(m, f))) for f, m in pairs]
        _tell(f"measures labelled {name}", told, wanted=wanted)

    chance = random.Random(11)
    kinds = [(sector, kind) for sector, some in SECTOR_KINDS.items() for kind in some]
    drawn = [hazard(chance, sector=s, kind=k) for s, k in kinds for _again in range(20 if SMALL else 200)]
    began = time.process_time()
    met = sum(
        bool(hollow.of_finding(one.description) or hollow.of_measure(one.measure, one.description))
        for one in drawn
    )
    seconds = time.process_time() - began
    tell("C97", f"of {len(drawn):,} texts of the demo city, told hollow", met / len(drawn), most=MOST_OF_DEMO)
    tell("C97", "CPU to judge 10,000 findings with their measures", 10_000 * seconds / len(drawn), "s")
    return 0


def _tell(what: str, told: list[tuple[str, bool]], *, wanted: bool) -> None:
    share = sum(met for _text, met in told) / len(told)
    limits = {"least": LEAST_RECALL} if wanted else {"most": MOST_WRONG}
    tell("C97", f"{len(told)} {what}: told hollow", share, **limits)  # type: ignore[arg-type]
    wrong = [text for text, met in told if met is not wanted]
    if wrong:
        note(f"otherwise than labelled: {'；'.join(wrong)}")


if __name__ == "__main__":
    sys.exit(main())
