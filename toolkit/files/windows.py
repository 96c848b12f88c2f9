"""Functions of Windows for processes: a job that limits the memory of a process and ends it with this one.

Each function does nothing where the system refuses: then this process checks the limit, and a worker checks whether
this process still exists. The records are those of `winnt.h` and `psapi.h`.
"""

import ctypes
import sys

_U32, _U64, _SIZE = ctypes.c_uint32, ctypes.c_uint64, ctypes.c_size_t
#: Limits of a job. The system closes the job's last handle however this process ends.
MEMORY = 0x0100  # its memory is limited
DIES = 0x0400  # it ends at an unhandled exception
ENDS_WITH_US = 0x2000  # it ends when the job's last handle is closed
_EXTENDED_LIMITS = 9  # the number by which extended limits are set
_NO_QUESTIONS = 0x0001 | 0x0002 | 0x8000  # no error dialogs for a missing disk, a crash, or a missing file


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
    """The limits of a job. `memory`: in bytes; None for no limit of memory."""
    record = JobLimits()
    record.basic.flags = DIES | ENDS_WITH_US | (0 if memory is None else MEMORY)
    record.process_memory = memory or 0
    return record


if sys.platform == "win32":
    from ctypes import wintypes

    _system = ctypes.WinDLL("kernel32", use_last_error=True)
    _system.CreateJobObjectW.restype = wintypes.HANDLE
    _system.CreateJobObjectW.argtypes = (ctypes.c_void_p, ctypes.c_wchar_p)
    _system.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
    _system.SetInformationJobObject.argtypes = (wintypes.HANDLE, ctypes.c_int, ctypes.c_void_p, _U32)
    _system.CloseHandle.argtypes = (wintypes.HANDLE,)
    _system.K32GetProcessMemoryInfo.argtypes = (wintypes.HANDLE, ctypes.c_void_p, _U32)

    def job_ending_with_us(process: int) -> int | None:
        """The handle of a new job for a process, which then ends with this one. None where the system refuses."""
        job: int | None = _system.CreateJobObjectW(None, None)
        if job is None:
            return None
        if _set_limits(job, limits()) and _system.AssignProcessToJobObject(job, process):
            return job
        close_job(job)
        return None

    def limit_memory(job: int, memory: int) -> bool:
        """Limit the memory of the job's process, in bytes; return whether the system did."""
        return _set_limits(job, limits(memory))

    def _set_limits(job: int, record: JobLimits) -> bool:
        done = _system.SetInformationJobObject(job, _EXTENDED_LIMITS, ctypes.byref(record), ctypes.sizeof(record))
        return bool(done)

    def close_job(job: int) -> None:
        """Close a job, which ends its process."""
        _system.CloseHandle(job)

    def memory_of(process: int) -> int:
        """The bytes of memory that a process (a handle) has; 0 where this is unknown."""
        counters = MemoryCounters(size=ctypes.sizeof(MemoryCounters))
        done = _system.K32GetProcessMemoryInfo(process, ctypes.byref(counters), counters.size)
        return int(counters.committed) if done else 0

    def suppress_crash_dialogs() -> None:
        """Let this process end at a crash, without a dialog that waits for an answer."""
        _system.SetErrorMode(_NO_QUESTIONS)
