"""Chinese names of the closed sets, for what is shown to people."""

from __future__ import annotations

CHINESE: dict[str, dict[str, str]] = {
    "measure": {
        "level": "水平",
        "growth": "增长",
        "difference": "差额",
        "ratio": "比率",
        "contribution": "贡献",
        "rank": "位次",
        "streak": "连续",
    },
    "status": {"actual": "实际", "target": "目标", "estimate": "预计"},
    "basis": {
        "yoy": "同比",
        "mom": "环比",
        "vs_period": "与某时期相比",
        "vs_region": "与某地区相比",
        "vs_group": "与某群体相比",
        "annual_avg": "年均",
        "none": "",
    },
    "period_type": {
        "month": "月",
        "quarter": "季",
        "half_year": "半年",
        "year": "年",
        "year_to_date": "年初至今",
        "point": "时点",
        "multi_year": "多年",
        "range": "时段",
        "unknown": "时间不明",
    },
}
