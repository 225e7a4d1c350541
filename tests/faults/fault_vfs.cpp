#include "faults/fault_vfs.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <new>
#include <utility>

namespace shop::faults {

struct VfsObject {
  sqlite3_vfs vfs{};
  sqlite3_vfs* real = nullptr;
  FaultVfs* owner = nullptr;
};

namespace {

constexpr std::size_t kSector = 512;

/// What SQLite sees as a file: our head, and behind it the real layer's file object.
struct File {
  sqlite3_file base;
  FaultVfs* owner;
  std::shared_ptr<FaultVfs::FileState>* state;  ///< Null for files that are not modelled.
  sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

File* self(sqlite3_file* file) { return reinterpret_cast<File*>(file); }
sqlite3_file* real(sqlite3_file* file) { return self(file)->real(); }

void apply(std::vector<std::uint8_t>& image, const FaultVfs::Write& write, std::size_t length) {
  const auto offset = static_cast<std::size_t>(write.offset);
  if (write.truncate) {
    image.resize(std::min(image.size(), offset));
    return;
  }
  if (image.size() < offset + length) image.resize(offset + length);
  std::copy_n(write.bytes.begin(), length, image.begin() + static_cast<std::ptrdiff_t>(offset));
}

int close_file(sqlite3_file* file) {
  delete self(file)->state;
  return real(file)->pMethods->xClose(real(file));
}
int read_file(sqlite3_file* file, void* data, int size, sqlite3_int64 offset) {
  return real(file)->pMethods->xRead(real(file), data, size, offset);
}
int write_file(sqlite3_file* file, const void* data, int size, sqlite3_int64 offset) {
  File* f = self(file);
  if (f->state != nullptr) {
    if (f->owner->should_fail(FaultVfs::Failure::kWriteIo)) return SQLITE_IOERR_WRITE;
    if (f->owner->should_fail(FaultVfs::Failure::kWriteFull)) return SQLITE_FULL;
    const auto* bytes = static_cast<const std::uint8_t*>(data);
    (*f->state)->unsynced.push_back({offset, {bytes, bytes + size}, false});
  }
  return real(file)->pMethods->xWrite(real(file), data, size, offset);
}
int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
  if (self(file)->state != nullptr) (*self(file)->state)->unsynced.push_back({size, {}, true});
  return real(file)->pMethods->xTruncate(real(file), size);
}
int sync_file(sqlite3_file* file, int flags) {
  File* f = self(file);
  if (f->state != nullptr) {
    if (f->owner->should_fail(FaultVfs::Failure::kSyncIo)) return SQLITE_IOERR_FSYNC;
    f->owner->note_sync(**f->state);
  }
  // The model is the disk here; the real flush would only cost time.
  static_cast<void>(flags);
  return SQLITE_OK;
}
int file_size(sqlite3_file* file, sqlite3_int64* size) {
  return real(file)->pMethods->xFileSize(real(file), size);
}
int lock_file(sqlite3_file* file, int level) {
  return real(file)->pMethods->xLock(real(file), level);
}
int unlock_file(sqlite3_file* file, int level) {
  return real(file)->pMethods->xUnlock(real(file), level);
}
int check_lock(sqlite3_file* file, int* held) {
  return real(file)->pMethods->xCheckReservedLock(real(file), held);
}
int file_control(sqlite3_file* file, int op, void* argument) {
  return real(file)->pMethods->xFileControl(real(file), op, argument);
}
int sector_size(sqlite3_file* /*file*/) { return static_cast<int>(kSector); }
// Promise nothing that a plain disk does not give.
int device_characteristics(sqlite3_file* /*file*/) { return 0; }
int shm_map(sqlite3_file* file, int page, int size, int extend, void volatile** out) {
  return real(file)->pMethods->xShmMap(real(file), page, size, extend, out);
}
int shm_lock(sqlite3_file* file, int offset, int count, int flags) {
  return real(file)->pMethods->xShmLock(real(file), offset, count, flags);
}
void shm_barrier(sqlite3_file* file) { real(file)->pMethods->xShmBarrier(real(file)); }
int shm_unmap(sqlite3_file* file, int remove) {
  return real(file)->pMethods->xShmUnmap(real(file), remove);
}

const sqlite3_io_methods kMethods = {2,
                                     close_file,
                                     read_file,
                                     write_file,
                                     truncate_file,
                                     sync_file,
                                     file_size,
                                     lock_file,
                                     unlock_file,
                                     check_lock,
                                     file_control,
                                     sector_size,
                                     device_characteristics,
                                     shm_map,
                                     shm_lock,
                                     shm_barrier,
                                     shm_unmap,
                                     nullptr,
                                     nullptr};

VfsObject* object_of(sqlite3_vfs* vfs) { return static_cast<VfsObject*>(vfs->pAppData); }

int open_file(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* out_flags) {
  VfsObject* object = object_of(vfs);
  File* f = new (file) File{};
  f->owner = object->owner;
  const bool modelled = (flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL)) != 0 && path != nullptr;
  if (modelled) {
    f->state = new std::shared_ptr<FaultVfs::FileState>(object->owner->state_of(path));
  }
  const int code = object->real->xOpen(object->real, path, f->real(), flags, out_flags);
  if (code != SQLITE_OK) {
    delete f->state;
    f->state = nullptr;
    return code;
  }
  f->base.pMethods = &kMethods;
  return SQLITE_OK;
}

int delete_file(sqlite3_vfs* vfs, const char* path, int sync_dir) {
  VfsObject* object = object_of(vfs);
  object->owner->forget(path);
  return object->real->xDelete(object->real, path, sync_dir);
}

std::vector<std::uint8_t> read_whole(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

FaultVfs::FaultVfs(std::string name) : name_(std::move(name)), vfs_(std::make_unique<VfsObject>()) {
  vfs_->real = sqlite3_vfs_find(nullptr);
  vfs_->owner = this;
  vfs_->vfs = *vfs_->real;  // Everything that is not about files stays the real layer's.
  vfs_->vfs.zName = name_.c_str();
  vfs_->vfs.pNext = nullptr;
  vfs_->vfs.szOsFile = static_cast<int>(sizeof(File)) + vfs_->real->szOsFile;
  vfs_->vfs.pAppData = vfs_.get();
  vfs_->vfs.xOpen = open_file;
  vfs_->vfs.xDelete = delete_file;
  vfs_->vfs.xAccess = [](sqlite3_vfs* vfs, const char* path, int flags, int* result) {
    return object_of(vfs)->real->xAccess(object_of(vfs)->real, path, flags, result);
  };
  vfs_->vfs.xFullPathname = [](sqlite3_vfs* vfs, const char* path, int size, char* out) {
    return object_of(vfs)->real->xFullPathname(object_of(vfs)->real, path, size, out);
  };
  sqlite3_vfs_register(&vfs_->vfs, 0);
}

FaultVfs::~FaultVfs() { sqlite3_vfs_unregister(&vfs_->vfs); }

std::shared_ptr<FaultVfs::FileState> FaultVfs::state_of(const std::string& path) {
  auto& state = files_[path];
  if (!state) state = std::make_shared<FileState>(FileState{read_whole(path), {}});
  return state;
}

void FaultVfs::note_sync(FileState& file) {
  if (on_sync_) on_sync_();
  ++syncs_;
  for (const Write& write : file.unsynced) apply(file.durable, write, write.bytes.size());
  file.unsynced.clear();
}

bool FaultVfs::should_fail(Failure kind) {
  if (failure_ != kind) return false;
  if (fail_after_ > 0) {
    --fail_after_;
    return false;
  }
  ++failures_;
  if (!for_good_) failure_ = Failure::kNone;
  return true;
}

void FaultVfs::write_image(const std::string& folder, Cut cut, std::mt19937_64& random) const {
  for (const auto& [path, state] : files_) {
    std::vector<std::uint8_t> image = state->durable;
    if (cut == Cut::kAnySubset) {
      for (const Write& write : state->unsynced) {
        const std::size_t sectors = (write.bytes.size() + kSector - 1) / kSector;
        const std::uint64_t fate = random() % 3;
        if (fate == 0 && !write.truncate) continue;  // Lost.
        std::size_t length = write.bytes.size();
        if (fate == 1 && sectors > 0) length = std::min(length, random() % sectors * kSector);
        apply(image, write, length);
      }
    }
    const auto name = std::filesystem::path(path).filename();
    std::ofstream out(std::filesystem::path(folder) / name, std::ios::binary | std::ios::trunc);
    out.write(reinterpret_cast<const char*>(image.data()),
              static_cast<std::streamsize>(image.size()));
  }
}

}  // namespace shop::faults
