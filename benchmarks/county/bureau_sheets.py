"""The columns of the bureaus' ledgers, with the headers of their forms.

Columns that a form lacks and that nothing else would tell stand at its end: codes, segments, the state
of a work, and where a row comes from. Names of persons, firms and documents are left blank.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from benchmarks.county.bureau_columns import (
    JOINT,
    as_texts,
    code_entries,
    date_entries,
    different_texts,
    first_code,
    frame_text,
    join_names,
    place_entries,
    sort_by_place,
    text_of_first,
)
from benchmarks.county.bureau_ledger import Entry, Ledger
from benchmarks.county.bureau_words import CATEGORIES, PROGRAMMES, STATUSES, SURFACES, say, yes_no

__all__ = ["broadcasting_ledger", "power_ledger", "road_works_ledger", "water_ledger"]

INVENTED = "（合成数据，仅供演示）"
THICKNESS_CM = 18
PROGRESS = {"not_started": (0, 0), "under_way": (15, 90), "built": (100, 100), "accepted": (100, 100)}


def road_works_ledger(
    works: pd.DataFrame,
    villages: pd.DataFrame,
    groups: pd.DataFrame,
    roads: pd.DataFrame,
    *,
    county: str,
    as_of: date,
) -> Ledger:
    """The road works, by town and village; lengths in km, widths in m, money in 10 000 yuan."""
    table = sort_by_place(works, first_code(works["villages"]), villages)
    segments = [codes.split(";") if codes else [] for codes in table["segments"].fillna("")]
    road = roads.drop_duplicates("segment").set_index("segment")
    served = [codes.split(";") for codes in table["villages"].fillna("")]
    ends = [";".join(road["groups"].reindex(codes).dropna()) for codes in segments]
    reached = [join_names(dict.fromkeys(codes.split(";")), groups) for codes in ends]
    reaches = [
        _reach(road, codes, None if pd.isna(note) else str(note))
        for codes, note in zip(segments, table["note"], strict=True)
    ]
    exiting = pd.to_numeric(villages.set_index("code")["exit_year"], errors="coerce").astype("Float64").eq(as_of.year)
    exiting = exiting.fillna(False).astype(bool)
    low, high = np.array([PROGRESS[status] for status in table["status"]]).reshape(-1, 2).T
    done = low + (high - low) * (np.arange(len(table)) * 7 % 16) // 15
    entries = (
        Entry("序号", list(range(1, len(table) + 1)), width=5),
        *place_entries(table, villages, served),
        Entry("组", reached, "建设地点", width=14),
        Entry("项目名称", as_texts(table["name"]), width=34),
        Entry("路线编码", [different_texts(road["route"].reindex(codes)) for codes in segments], "路线", width=13),
        Entry("起点", [text_of_first(road["from_chainage"], codes[:1]) for codes in segments], "路线"),
        Entry("讫点", [text_of_first(road["to_chainage"], codes[-1:]) for codes in segments], "路线"),
        Entry("起讫桩号", reaches, "路线", width=22),
        Entry("建设里程", list(table["km"]), total=True),
        Entry("路基宽", list(table["width_m"] + 1.0), "宽度"),
        Entry("路面宽", list(table["width_m"]), "宽度"),
        Entry("原路面类型", say(table["from_surface"], SURFACES), "路面"),
        Entry("拟建路面类型", say(table["to_surface"], SURFACES), "路面"),
        Entry("厚度(厘米)", [THICKNESS_CM if code == 12 else None for code in table["to_surface"]], "路面"),
        Entry("总投资", list(table["budget_wan"]), "投资", total=True),
        Entry("资金来源", ["财政资金"] * len(table), "投资"),
        *(Entry(name, [None] * len(table)) for name in ("批复文号", "施工单位", "监理单位")),
        *date_entries(table, {"approved": "批复", "tendered": "招标", "started": "开工", "built": "完工"}, "日期"),
        Entry("形象进度%", [int(part) for part in done]),
        *date_entries(table, {"accepted": "交工验收日期", "due": "计划完工日期"}),
        Entry("受益户", list(table["households"]), "受益", total=True),
        Entry("受益人", list(table["people"]), "受益", total=True),
        Entry("其中贫困", [None] * len(table), "受益"),
        Entry(
            f"是否{as_of.year}退出村",
            ["是" if any(exiting.get(code, False) for code in codes) else "否" for codes in served],
        ),
        Entry("责任人", [None] * len(table)),
        Entry("备注", as_texts(table["note"]), width=16),
        Entry("项目编码", as_texts(table["code"]), width=13),
        Entry("项目类别", say(table["programme"], PROGRAMMES), width=11),
        Entry("工程状态", say(table["status"], STATUSES)),
        Entry("路段代码", [JOINT.join(codes) or None for codes in segments], width=30),
        *code_entries(table, served),
    )
    frame = frame_text(f"{county}交通运输局", "公里、米、户、人、万元", as_of)
    return Ledger("通村公路", f"{county}{as_of.year}年通村公路建设项目台账{INVENTED}", frame, entries)


def _reach(road: pd.DataFrame, codes: Sequence[str], note: str | None) -> str | None:
    """Each route from its first segment's chainage to its last one's, the last to where the note says it ends."""
    own = road.reindex(codes).dropna(subset=["route"])
    ends = own.groupby("route", sort=False).agg(start=("from_chainage", "first"), end=("to_chainage", "last"))
    texts = [f"{start}–{end}" for start, end in zip(ends["start"], ends["end"], strict=True)]
    part = re.search(r"–(K\d+\+[\d.]+)", note or "")
    if part and texts:
        texts[-1] = f"{ends['start'].iloc[-1]}–{part.group(1)}"
    return JOINT.join(texts) or None


def water_ledger(projects: pd.DataFrame, villages: pd.DataFrame, *, county: str, as_of: date) -> Ledger:
    """The water projects, by town and village; pipes in km, money in 10 000 yuan, guarantee in per cent."""
    table = sort_by_place(projects, first_code(projects["villages"]), villages)
    served = [codes.split(";") for codes in table["villages"].fillna("")]
    known = table[["lon", "lat"]].notna().all(axis=1)
    source = [f"{x:.6f},{y:.6f}" if k else None for x, y, k in zip(table["lon"], table["lat"], known, strict=True)]
    entries = (
        Entry("序号", list(range(1, len(table) + 1)), width=5),
        Entry("工程名称", as_texts(table["name"]), width=30),
        *place_entries(table, villages, served),
        Entry("村属性", say(table["category"], CATEGORIES)),
        Entry("建设性质", as_texts(table["type"]), "工程"),
        Entry("供水方式", as_texts(table["supply"]), "工程"),
        Entry("水源类型", as_texts(table["source"]), "水源"),
        Entry("水源坐标", source, "水源", width=22),
        Entry("设计规模(立方米/日)", list(table["capacity_m3d"]), "规模", total=True),
        Entry("管网长度", list(table["pipe_km"]), "规模", total=True),
        Entry("受益户", list(table["households"]), "受益", total=True),
        Entry("受益人", list(table["people"]), "受益", total=True),
        *_shared(table),
        Entry("投资", list(table["budget_wan"]), total=True),
        *date_entries(table, {"approved": "批复日期", "tendered": "招标日期", "started": "开工日期"}),
        *date_entries(table, {"main_done": "主体完工日期", "water_flowing": "通水日期", "tested": "水质检测日期"}),
        Entry("水质检测结论", ["合格" if day else None for day in as_texts(table["tested"])]),
        Entry("保证率", list(table["guarantee"])),
        *date_entries(table, {"accepted": "验收日期", "handed_over": "移交日期", "due": "计划完工日期"}),
        Entry("管护人", [None] * len(table)),
        Entry("备注", [None] * len(table)),
        Entry("工程编码", as_texts(table["code"]), width=13),
        *code_entries(table, served),
    )
    frame = frame_text(f"{county}水利局", "处、公里、户、人、万元", as_of)
    return Ledger("饮水工程", f"{county}{as_of.year}年农村安全饮水工程台账{INVENTED}", frame, entries)


def _shared(table: pd.DataFrame) -> list[Entry]:
    """People who are served by another project too, where the projects say so."""
    if "shared_people" not in table:
        return []
    return [
        Entry("重复受益人", list(table["shared_people"]), "受益", total=True),
        Entry("重复工程编码", as_texts(table["shared_with"]), "受益", width=14),
    ]


def power_ledger(power: pd.DataFrame, villages: pd.DataFrame, *, county: str, as_of: date) -> Ledger:
    """Power by village, in households."""
    table = sort_by_place(power, power["village"], villages)
    served = [[code] for code in table["village"]]
    entries = (
        Entry("序号", list(range(1, len(table) + 1)), width=5),
        *place_entries(table, villages, served),
        Entry("总户", list(table["households"]), total=True),
        Entry("通电户", list(table["connected_households"]), total=True),
        Entry("未通电户名单", as_texts(table["unconnected_names"]), width=24),
        Entry("是否通动力电", yes_no(table["three_phase"])),
        *date_entries(table, {"plan_date": "计划通电日期"}),
        *code_entries(table, served),
    )
    frame = frame_text(f"{county}供电分公司", "户", as_of)
    return Ledger("电力", f"{county}{as_of.year}年农村电力入户台账{INVENTED}", frame, entries)


def broadcasting_ledger(radio: pd.DataFrame, villages: pd.DataFrame, *, county: str, as_of: date) -> Ledger:
    """Radio and television by village, in households; the rate in per cent."""
    table = sort_by_place(radio, radio["village"], villages)
    served = [[code] for code in table["village"]]
    total = pd.to_numeric(table["households"]).astype("Float64")
    covered = pd.to_numeric(table["covered_households"]).astype("Float64")
    rate = (covered * 100 / total.where(total > 0)).round(2)
    entries = (
        Entry("序号", list(range(1, len(table) + 1)), width=5),
        *place_entries(table, villages, served),
        Entry("总户", list(table["households"]), "节目覆盖", total=True),
        Entry("覆盖户", list(covered), "节目覆盖", total=True),
        Entry("未覆盖户", list(total - covered), "节目覆盖", total=True),
        Entry("覆盖率", list(rate), "节目覆盖"),
        Entry("贫困户", list(table["poor_households"]), "有线电视", total=True),
        Entry("有线电视贫困户", list(table["cable_poor_households"]), "有线电视", total=True, width=14),
        *code_entries(table, served),
    )
    frame = frame_text(f"{county}文化和旅游广电局", "户", as_of)
    return Ledger("广播电视", f"{county}{as_of.year}年广播电视覆盖台账{INVENTED}", frame, entries)
