#include "tests/support/false_vfs.h"

#include <sqlite3.h>

#include <array>
#include <atomic>
#include <cstring>
#include <map>
#include <mutex>
#include <new>
#include <random>
#include <vector>

namespace lianxiao::test {
namespace {

using storage::File;
using storage::FolderOf;
using storage::OpenMode;

// What all connections to one file share while any of them is open.
struct Shared {
  // The rollback lock of a database file: see "File Locking And Concurrency In SQLite Version 3".
  int readers = 0;
  const void* reserved = nullptr;   // Who means to write.
  const void* exclusive = nullptr;  // Who waits for the readers to leave, or is alone.

  // The WAL's index, and its locks.
  std::vector<std::unique_ptr<char[]>> regions;
  std::array<int, SQLITE_SHM_NLOCK> lock_shared{};
  std::array<const void*, SQLITE_SHM_NLOCK> lock_exclusive{};
};

}  // namespace

struct FalseVfs::State {
  storage::Disk* disk;
  std::string name;
  sqlite3_vfs vfs{};
  std::mutex mutex;  // Guards the two below and what is shared.
  std::map<std::string, std::weak_ptr<Shared>> shared;
  std::mt19937_64 random{42};  // The same run each time: the WAL's salts are drawn from it.

  std::shared_ptr<Shared> SharedOf(const std::string& path) {
    const std::lock_guard lock(mutex);
    auto there = shared[path].lock();
    if (!there) shared[path] = there = std::make_shared<Shared>();
    return there;
  }

  // SQLite's C interface from here on: it hands out memory, we put a Handle there.
  struct Handle {
    sqlite3_file base;  // First, as SQLite wants it.
    State* state;
    std::string path;
    std::unique_ptr<File> file;
    std::shared_ptr<Shared> shared;
    int level = SQLITE_LOCK_NONE;
    bool sync_folder = false;  // A journal's name is made durable with its first sync.
    unsigned shm_shared = 0;   // Bits of the WAL locks we share.
  };
  static Handle& Of(sqlite3_file* file) { return *reinterpret_cast<Handle*>(file); }
  static State& Of(sqlite3_vfs* vfs) { return *static_cast<State*>(vfs->pAppData); }

  static int Open(sqlite3_vfs* vfs, const char* name, sqlite3_file* out, int flags, int* out_flags);
  static int Delete(sqlite3_vfs* vfs, const char* name, int sync_folder);
  static int Access(sqlite3_vfs* vfs, const char* name, int flags, int* out);
  static int FullPathname(sqlite3_vfs* vfs, const char* name, int size, char* out);
  static int Randomness(sqlite3_vfs* vfs, int size, char* out);
  static int Sleep(sqlite3_vfs* vfs, int microseconds);
  static int CurrentTime(sqlite3_vfs* vfs, double* out);

  static int Close(sqlite3_file* file);
  static int Read(sqlite3_file* file, void* out, int size, sqlite3_int64 offset);
  static int Write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset);
  static int Truncate(sqlite3_file* file, sqlite3_int64 size);
  static int Sync(sqlite3_file* file, int flags);
  static int FileSize(sqlite3_file* file, sqlite3_int64* out);
  static int Lock(sqlite3_file* file, int level);
  static int Unlock(sqlite3_file* file, int level);
  static int CheckReservedLock(sqlite3_file* file, int* out);
  static int FileControl(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
  static int SectorSize(sqlite3_file*) { return 4'096; }
  // What SQLite's own VFS assumes: a write does not hurt its neighbours within a sector.
  static int DeviceCharacteristics(sqlite3_file*) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; }
  static int ShmMap(sqlite3_file* file, int region, int size, int extend, void volatile** out);
  static int ShmLock(sqlite3_file* file, int first, int count, int flags);
  static void ShmBarrier(sqlite3_file*) { std::atomic_thread_fence(std::memory_order_seq_cst); }
  static int ShmUnmap(sqlite3_file* file, int remove);
};

namespace {

int CodeOf(const Error& error, int otherwise) {
  return error.code == ErrorCode::kNoSpace ? SQLITE_FULL : otherwise;
}

}  // namespace

int FalseVfs::State::Open(sqlite3_vfs* vfs, const char* name, sqlite3_file* out, int flags, int* out_flags) {
  static const sqlite3_io_methods methods = {2,
                                             Close,
                                             Read,
                                             Write,
                                             Truncate,
                                             Sync,
                                             FileSize,
                                             Lock,
                                             Unlock,
                                             CheckReservedLock,
                                             FileControl,
                                             SectorSize,
                                             DeviceCharacteristics,
                                             ShmMap,
                                             ShmLock,
                                             ShmBarrier,
                                             ShmUnmap,
                                             nullptr,
                                             nullptr};
  out->pMethods = nullptr;
  if (name == nullptr) return SQLITE_CANTOPEN;  // A temporary file; ours are kept in memory.
  auto& state = Of(vfs);
  const auto mode = (flags & SQLITE_OPEN_CREATE) != 0 ? OpenMode::kWrite : OpenMode::kRead;
  auto file = state.disk->Open(name, mode);
  if (!file) return SQLITE_CANTOPEN;
  constexpr int kJournals = SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL;
  auto* handle = new (out) Handle{{&methods}, &state, name, *std::move(file), state.SharedOf(name)};
  handle->sync_folder = mode == OpenMode::kWrite && (flags & kJournals) != 0;
  if (out_flags != nullptr) *out_flags = flags;
  return SQLITE_OK;
}

int FalseVfs::State::Delete(sqlite3_vfs* vfs, const char* name, int sync_folder) {
  auto& disk = *Of(vfs).disk;
  const auto there = disk.Exists(name);
  if (!there) return SQLITE_IOERR_DELETE;
  if (!*there) return SQLITE_IOERR_DELETE_NOENT;
  if (!disk.Remove(name)) return SQLITE_IOERR_DELETE;
  if (sync_folder != 0 && !disk.SyncFolder(FolderOf(name))) return SQLITE_IOERR_DIR_FSYNC;
  return SQLITE_OK;
}

int FalseVfs::State::Access(sqlite3_vfs* vfs, const char* name, int flags, int* out) {
  auto& disk = *Of(vfs).disk;
  *out = 0;
  const auto there = disk.Exists(name);
  if (!there) return SQLITE_IOERR_ACCESS;
  if (!*there) return SQLITE_OK;
  *out = 1;
  if (flags != SQLITE_ACCESS_EXISTS) return SQLITE_OK;
  // As SQLite's own VFS has it: an empty file does not count.
  const auto file = disk.Open(name, OpenMode::kRead);
  if (!file) return SQLITE_IOERR_ACCESS;
  const auto size = (*file)->Size();
  if (!size) return SQLITE_IOERR_ACCESS;
  *out = *size > 0 ? 1 : 0;
  return SQLITE_OK;
}

int FalseVfs::State::FullPathname(sqlite3_vfs*, const char* name, int size, char* out) {
  if (std::strlen(name) >= static_cast<std::size_t>(size)) return SQLITE_CANTOPEN;
  std::strcpy(out, name);
  return SQLITE_OK;
}

int FalseVfs::State::Randomness(sqlite3_vfs* vfs, int size, char* out) {
  auto& state = Of(vfs);
  const std::lock_guard lock(state.mutex);
  for (int i = 0; i < size; ++i) out[i] = static_cast<char>(state.random() & 0xff);
  return size;
}

int FalseVfs::State::Sleep(sqlite3_vfs*, int microseconds) { return microseconds; }

int FalseVfs::State::CurrentTime(sqlite3_vfs*, double* out) {
  *out = 2'461'366.0;  // A Julian day of 2026; nothing asks for it.
  return SQLITE_OK;
}

int FalseVfs::State::Close(sqlite3_file* file) {
  (void)ShmUnmap(file, 0);
  (void)Unlock(file, SQLITE_LOCK_NONE);
  Of(file).~Handle();
  return SQLITE_OK;
}

int FalseVfs::State::Read(sqlite3_file* file, void* out, int size, sqlite3_int64 offset) {
  const auto bytes = Of(file).file->ReadAt(offset, size);
  if (!bytes) return SQLITE_IOERR_READ;
  std::memcpy(out, bytes->data(), bytes->size());
  if (bytes->size() == static_cast<std::size_t>(size)) return SQLITE_OK;
  std::memset(static_cast<char*>(out) + bytes->size(), 0, static_cast<std::size_t>(size) - bytes->size());
  return SQLITE_IOERR_SHORT_READ;
}

int FalseVfs::State::Write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset) {
  const std::string_view view(static_cast<const char*>(bytes), static_cast<std::size_t>(size));
  const auto written = Of(file).file->WriteAt(offset, view);
  return written ? SQLITE_OK : CodeOf(written.error(), SQLITE_IOERR_WRITE);
}

int FalseVfs::State::Truncate(sqlite3_file* file, sqlite3_int64 size) {
  return Of(file).file->Truncate(size) ? SQLITE_OK : SQLITE_IOERR_TRUNCATE;
}

int FalseVfs::State::Sync(sqlite3_file* file, int) {
  auto& handle = Of(file);
  if (!handle.file->Sync()) return SQLITE_IOERR_FSYNC;
  if (handle.sync_folder && !handle.state->disk->SyncFolder(FolderOf(handle.path))) {
    return SQLITE_IOERR_DIR_FSYNC;
  }
  handle.sync_folder = false;
  return SQLITE_OK;
}

int FalseVfs::State::FileSize(sqlite3_file* file, sqlite3_int64* out) {
  const auto size = Of(file).file->Size();
  if (!size) return SQLITE_IOERR_FSTAT;
  *out = *size;
  return SQLITE_OK;
}

int FalseVfs::State::Lock(sqlite3_file* file, int level) {
  auto& handle = Of(file);
  auto& shared = *handle.shared;
  const std::lock_guard lock(handle.state->mutex);
  if (handle.level >= level) return SQLITE_OK;
  const auto anothers = [&](const void* owner) { return owner != nullptr && owner != file; };
  if (level == SQLITE_LOCK_SHARED) {
    if (anothers(shared.exclusive)) return SQLITE_BUSY;
    ++shared.readers;
  } else {
    if (anothers(shared.reserved) || anothers(shared.exclusive)) return SQLITE_BUSY;
    shared.reserved = file;
    if (level == SQLITE_LOCK_EXCLUSIVE) {
      shared.exclusive = file;  // From now on no new reader comes.
      if (shared.readers > 1) {
        handle.level = SQLITE_LOCK_PENDING;
        return SQLITE_BUSY;
      }
    }
  }
  handle.level = level;
  return SQLITE_OK;
}

int FalseVfs::State::Unlock(sqlite3_file* file, int level) {
  auto& handle = Of(file);
  auto& shared = *handle.shared;
  const std::lock_guard lock(handle.state->mutex);
  if (handle.level <= level) return SQLITE_OK;
  if (shared.reserved == file) shared.reserved = nullptr;
  if (shared.exclusive == file) shared.exclusive = nullptr;
  if (level == SQLITE_LOCK_NONE) --shared.readers;
  handle.level = level;
  return SQLITE_OK;
}

int FalseVfs::State::CheckReservedLock(sqlite3_file* file, int* out) {
  auto& handle = Of(file);
  const std::lock_guard lock(handle.state->mutex);
  *out = handle.shared->reserved != nullptr ? 1 : 0;
  return SQLITE_OK;
}

int FalseVfs::State::ShmMap(sqlite3_file* file, int region, int size, int extend, void volatile** out) {
  auto& handle = Of(file);
  auto& regions = handle.shared->regions;
  const std::lock_guard lock(handle.state->mutex);
  const auto index = static_cast<std::size_t>(region);
  *out = nullptr;
  if (index >= regions.size() && extend == 0) return SQLITE_OK;
  while (index >= regions.size()) regions.push_back(std::make_unique<char[]>(static_cast<std::size_t>(size)));
  *out = regions[index].get();
  return SQLITE_OK;
}

int FalseVfs::State::ShmLock(sqlite3_file* file, int first, int count, int flags) {
  auto& handle = Of(file);
  auto& shared = *handle.shared;
  const std::lock_guard lock(handle.state->mutex);
  const auto from = static_cast<std::size_t>(first);
  const auto to = from + static_cast<std::size_t>(count);
  if ((flags & SQLITE_SHM_UNLOCK) != 0) {
    for (auto i = from; i < to; ++i) {
      if ((handle.shm_shared >> i & 1) != 0) --shared.lock_shared[i];
      if (shared.lock_exclusive[i] == file) shared.lock_exclusive[i] = nullptr;
      handle.shm_shared &= ~(1U << i);
    }
    return SQLITE_OK;
  }
  const bool alone = (flags & SQLITE_SHM_EXCLUSIVE) != 0;
  for (auto i = from; i < to; ++i) {
    const int mine = static_cast<int>(handle.shm_shared >> i & 1);
    const bool taken = shared.lock_exclusive[i] != nullptr && shared.lock_exclusive[i] != file;
    if (taken || (alone && shared.lock_shared[i] > mine)) return SQLITE_BUSY;
  }
  for (auto i = from; i < to; ++i) {
    if (alone) {
      shared.lock_exclusive[i] = file;
    } else if ((handle.shm_shared >> i & 1) == 0) {
      ++shared.lock_shared[i];
      handle.shm_shared |= 1U << i;
    }
  }
  return SQLITE_OK;
}

int FalseVfs::State::ShmUnmap(sqlite3_file* file, int remove) {
  (void)ShmLock(file, 0, SQLITE_SHM_NLOCK, SQLITE_SHM_UNLOCK | SQLITE_SHM_SHARED);
  auto& handle = Of(file);
  const std::lock_guard lock(handle.state->mutex);
  if (remove != 0) handle.shared->regions.clear();
  return SQLITE_OK;
}

FalseVfs::FalseVfs(storage::Disk& disk, std::string name) : state_(std::make_unique<State>()) {
  state_->disk = &disk;
  state_->name = std::move(name);
  auto& vfs = state_->vfs;
  vfs.iVersion = 1;
  vfs.szOsFile = sizeof(State::Handle);
  vfs.mxPathname = 512;
  vfs.zName = state_->name.c_str();
  vfs.pAppData = state_.get();
  vfs.xOpen = State::Open;
  vfs.xDelete = State::Delete;
  vfs.xAccess = State::Access;
  vfs.xFullPathname = State::FullPathname;
  vfs.xRandomness = State::Randomness;
  vfs.xSleep = State::Sleep;
  vfs.xCurrentTime = State::CurrentTime;
  sqlite3_vfs_register(&vfs, 0);
}

FalseVfs::~FalseVfs() { sqlite3_vfs_unregister(&state_->vfs); }

const std::string& FalseVfs::name() const { return state_->name; }

}  // namespace lianxiao::test
