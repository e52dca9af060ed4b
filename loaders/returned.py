"""The file back to the department: its own rows and columns, and what is wrong in each.

UTF-8 with a mark, as spreadsheets read it; a cell that a spreadsheet would run is neutralised.
"""

import csv
import io
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from loaders.issues import Issue, reason, safe
from loaders.reading import open_file
from loaders.source import Source

COLUMN = "问题说明"


def returned(path: Path, known: Source, issues: Sequence[Issue]) -> bytes:
    """Give a file's rows as they are, with a column of what was found in them; repairs aside.

    Raises SourceError for a file that cannot be read.
    """
    told: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
    for one in issues:
        if one.finding.kind != "REPAIR":
            column = f"{one.finding.column}：" if one.finding.column else ""
            told[one.sheet, one.line].append(f"{column}{reason(one.finding)[0]}")
    text = io.StringIO(newline="")
    writer, head = csv.writer(text), list[str]()
    for line in open_file(path, known).lines:
        if not head:
            head = list(line.cells)
            writer.writerow([*head, COLUMN])
        cells = [line.cells.get(name, "") for name in head]
        found = "；".join(told[line.sheet, line.line])
        writer.writerow([safe(str(cell)) for cell in (*cells, found)])
    return text.getvalue().encode("utf-8-sig")
