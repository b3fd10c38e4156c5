"""One small chart with every sort of link on it, and words that a careless writer would break on."""

from athena.links.chart import Chart, ChartLink, ChartNode

CHART = Chart(
    (
        ChartNode("P-1", "person", 'Zoë "Zo" <O\'Neil> & sons'),
        ChartNode("P-2", "person", "=SUM(A1)"),
        ChartNode("c1", "crime", "C1"),
        ChartNode("v1", "vehicle", "AB12CDE"),
        ChartNode("x9", "place", ""),
    ),
    (
        ChartLink("P-1", "c1", "suspect", "2024-05", "", "", records=("l1", "l8"), sources=("crime", "custody")),
        ChartLink("P-1", "v1", "keeper_of", "2020", "2021-06", records=("l2",), sources=("keepers",)),
        ChartLink("P-2", "P-1", "associate_of", grading="2BP", records=("l3",), sources=("intel",)),
        ChartLink("P-1", "P-2", "same_phone", inference=True, records=("r1", "r2"), sources=("custody", "intel")),
    ),
)
