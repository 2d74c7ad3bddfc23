// What the library, its parts and its opening sweep share. Private to this room.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "storage/base/digest.h"
#include "storage/base/log.h"
#include "storage/base/time.h"
#include "storage/database.h"
#include "storage/disk.h"
#include "storage/library.h"

namespace lianxiao::storage {

// Where things lie below the library's root.
struct LibraryFolders {
  std::string root;
  std::string Blobs() const { return root + "/blobs"; }
  std::string Parts() const { return root + "/parts"; }
  std::string Scratch() const { return root + "/scratch"; }
  std::string FolderOf(const BlobId& id) const { return Blobs() + "/" + id.Hex().substr(0, 2); }
  std::string Blob(const BlobId& id) const { return FolderOf(id) + "/" + id.Hex().substr(2); }
  std::string Part(const BlobId& id) const { return Parts() + "/" + id.Hex() + ".part"; }
  std::string Notes(const BlobId& id) const { return Parts() + "/" + id.Hex() + ".notes"; }
};

// Safe from any thread. The rows in the journal are the truth; the maps save asking it for every request.
struct LibraryState {
  Disk& disk;
  Database& journal;
  const Clock& clock;
  Log& log;
  const LibraryFolders folders;
  const LibraryOptions options;

  std::mutex arranging;  // Held while a blob's file and its row change, so that they change together.
  std::mutex mutex;      // Guards the four below; taken last.
  std::unordered_map<BlobId, std::int64_t> blobs;       // Listed → size.
  std::unordered_map<BlobId, std::int64_t> part_bytes;  // Durable and verified, of each part.
  std::unordered_set<BlobId> parts_in_hand;
  std::unordered_map<BlobId, Instant> lent;  // Last.

  // Forgets a part: the row first, then the file. Success if there is none.
  Status DropPart(const BlobId& id);
  // `file` is durable under its old name and has the digest `id`: gives it its place, makes that
  // durable, then lists it.
  Status MoveInAndList(const BlobId& id, std::int64_t size_bytes, const std::string& from);
};

struct HashedFile {
  BlobId id;
  std::int64_t size_bytes = 0;
};
Result<HashedFile> HashFile(Disk& disk, const std::string& path);

// Brings disk and journal together again after whatever happened, and fills `state`'s maps.
Status Sweep(LibraryState& state);

}  // namespace lianxiao::storage
