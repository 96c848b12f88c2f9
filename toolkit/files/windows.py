"""What Windows is asked about processes, by its own functions: a job that holds a process to its memory, and ends it
with this one.

Each of them does nothing where the system refuses: then the limit is watched, and a worker looks for itself whether
this process is still there. The records are those of `winnt.h` and `psapi.h`.
"""

from __future__ import annotations

import ctypes
import sys

_U32, _U64, _SIZE = ctypes.c_uint32, ctypes.c_uint64, ctypes.c_size_t
#: What a job of ours is told of its process: the memory it may take, to die of what it does not catch, to end when the
#: job's last handle is closed, which the system does however this process ends.
MEMORY, DIES, ENDS_WITH_US = 0x0100, 0x0400, 0x2000
#: By which number extended limits are set; and which questions the system is not to ask of whoever sits there: a
#: missing disk, a crash, a missing file.
_EXTENDED_LIMITS, _NO_QUESTIONS = 9, 0x0001 | 0x0002 | 0x8000


class _BasicLimits(ctypes.Structure):
    _fields_ = [
        ("per_process_time", _U64),
        ("per_job_time", _U64),
        ("flags", _U32),
        ("least_working_set", _SIZE),
        ("most_working_set", _SIZE),
        ("most_processes", _U32),
        ("affinity", _SIZE),
        ("priority", _U32),
        ("scheduling", _U32),
    ]


class JobLimits(ctypes.Structure):
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION."""

    _fields_ = [
        ("basic", _BasicLimits),
        ("io", _U64 * 6),
        ("process_memory", _SIZE),
        ("job_memory", _SIZE),
        ("most_process_memory", _SIZE),
        ("most_job_memory", _SIZE),
    ]


class MemoryCounters(ctypes.Structure):
    """PROCESS_MEMORY_COUNTERS."""

    _fields_ = [("size", _U32), ("page_faults", _U32)] + [
        (name, _SIZE) for name in ("most_working", "working", "a", "b", "c", "d", "committed", "most_committed")
    ]


def limits(memory: int | None = None) -> JobLimits:
    """What a job is told; `memory` in bytes, None where there is no limit yet."""
    told = JobLimits()
    told.basic.flags = DIES | ENDS_WITH_US | (0 if memory is None else MEMORY)
    told.process_memory = memory or 0
    return told


if sys.platform == "win32":
    from ctypes import wintypes

    _system = ctypes.WinDLL("kernel32", use_last_error=True)
    _system.CreateJobObjectW.restype = wintypes.HANDLE
    _system.CreateJobObjectW.argtypes = (ctypes.c_void_p, ctypes.c_wchar_p)
    _system.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
    _system.SetInformationJobObject.argtypes = (wintypes.HANDLE, ctypes.c_int, ctypes.c_void_p, _U32)
    _system.CloseHandle.argtypes = (wintypes.HANDLE,)
    _system.K32GetProcessMemoryInfo.argtypes = (wintypes.HANDLE, ctypes.c_void_p, _U32)

    def ends_with_us(process: int) -> int | None:
        """A job for a process, given by its handle: it ends when this one does. None where the system refuses."""
        job: int | None = _system.CreateJobObjectW(None, None)
        if job is None:
            return None
        if _tell(job, limits()) and _system.AssignProcessToJobObject(job, process):
            return job
        let_go(job)
        return None

    def limit_memory(job: int, memory: int) -> bool:
        """Let the job's process have so many bytes in all; more than that its own asking for memory is refused."""
        return _tell(job, limits(memory))

    def _tell(job: int, told: JobLimits) -> bool:
        done = _system.SetInformationJobObject(job, _EXTENDED_LIMITS, ctypes.byref(told), ctypes.sizeof(told))
        return bool(done)

    def let_go(job: int) -> None:
        """Close a job: its process ends, where it has not."""
        _system.CloseHandle(job)

    def memory_of(process: int) -> int:
        """Bytes that a process has, by its handle; 0 where that cannot be told."""
        counters = MemoryCounters(size=ctypes.sizeof(MemoryCounters))
        done = _system.K32GetProcessMemoryInfo(process, ctypes.byref(counters), counters.size)
        return int(counters.committed) if done else 0

    def die_without_asking() -> None:
        """Let this process end where it crashes, with no window that waits for an answer."""
        _system.SetErrorMode(_NO_QUESTIONS)
