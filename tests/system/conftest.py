"""Uses the black-box helpers: a shop is started and asked in the same way."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "blackbox"))
sys.path.insert(0, os.fspath(Path(__file__).resolve().parent))
