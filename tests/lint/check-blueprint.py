#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""The Blueprint files are laid out as blueprint-compiler itself lays them out."""

import os
import subprocess
import sys

from tree import ROOT, files

paths = [os.path.join(ROOT, path) for path in files(".blp")]
sys.exit(subprocess.run(["blueprint-compiler", "format", *paths], check=False).returncode if paths else 0)
