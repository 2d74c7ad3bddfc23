// What Library::Open finds after a power cut, and what becomes of it:
//
//   blobs/ file, row                 kept
//   blobs/ file, no row, part row    cut between rename and row: listed if its digest is right
//   blobs/ file, neither             removed (an eviction that was cut)
//   row, no file                     somebody removed it: row dropped, warning
//   parts/ file, no row              removed, notes too
//   part row, no file                row dropped
//   scratch/                         emptied
#include <unordered_map>
#include <unordered_set>

#include "storage/library_rows.h"
#include "storage/library_state.h"
#include "storage/piece_bitmap.h"

namespace lianxiao::storage {
namespace {

using PartRows = std::unordered_map<BlobId, library_rows::PartRow>;

// A whole file that waits for its row only. Removed when it is not what its name says.
Status FinishPublishing(LibraryState& state, const BlobId& id, const std::string& path) {
  LIANXIAO_ASSIGN(const auto found, HashFile(state.disk, path));
  if (found.id != id) return state.disk.Remove(path);
  LIANXIAO_TRY(state.disk.SyncFolder(state.folders.FolderOf(id)));
  LIANXIAO_TRY(library_rows::InsertBlob(state.journal, id, found.size_bytes, state.clock.Wall()));
  state.blobs[id] = found.size_bytes;
  return {};
}

Status SweepBlobs(LibraryState& state, PartRows& parts) {
  std::unordered_set<BlobId> seen;
  LIANXIAO_ASSIGN(const auto folders, state.disk.List(state.folders.Blobs()));
  for (const auto& folder : folders) {
    if (!folder.is_folder) continue;
    LIANXIAO_ASSIGN(const auto files, state.disk.List(state.folders.Blobs() + "/" + folder.name));
    for (const auto& file : files) {
      const auto id = BlobId::FromHex(folder.name + file.name);
      const auto path = state.folders.Blobs() + "/" + folder.name + "/" + file.name;
      if (file.is_folder || !id) {
        state.log.Warning("not a blob of this library, left alone: " + path);
      } else if (state.blobs.contains(*id)) {
        seen.insert(*id);
      } else if (parts.contains(*id)) {
        LIANXIAO_TRY(FinishPublishing(state, *id, path));
        if (state.blobs.contains(*id)) parts.erase(*id);
        seen.insert(*id);
      } else {
        LIANXIAO_TRY(state.disk.Remove(path));
      }
    }
  }
  for (auto blob = state.blobs.begin(); blob != state.blobs.end();) {
    if (seen.contains(blob->first)) {
      ++blob;
      continue;
    }
    state.log.Warning("missing from the library, to be fetched again: " + blob->first.Hex());
    LIANXIAO_TRY(library_rows::DeleteBlob(state.journal, blob->first));
    blob = state.blobs.erase(blob);
  }
  return {};
}

Status SweepParts(LibraryState& state, const PartRows& parts) {
  std::unordered_set<BlobId> seen;
  LIANXIAO_ASSIGN(const auto files, state.disk.List(state.folders.Parts()));
  for (const auto& file : files) {
    const auto id = BlobId::FromHex(file.name.substr(0, file.name.find('.')));
    if (file.is_folder) continue;
    const bool known = id && parts.contains(*id);
    if (known && state.folders.Part(*id).ends_with(file.name)) {
      seen.insert(*id);
    } else if (!known || !state.folders.Notes(*id).ends_with(file.name)) {
      LIANXIAO_TRY(state.disk.Remove(state.folders.Parts() + "/" + file.name));
    }
  }
  for (const auto& [id, row] : parts) {
    const auto pieces = PieceBitmap::FromBytes(row.pieces, PieceCount(row.size_bytes));
    if (seen.contains(id) && pieces) {
      state.part_bytes[id] = BytesOf(*pieces, row.size_bytes);
      continue;
    }
    state.log.Warning("part without its file, to be fetched from the start: " + id.Hex());
    LIANXIAO_TRY(state.DropPart(id));
  }
  return {};
}

}  // namespace

Status Sweep(LibraryState& state) {
  for (const auto& folder : {state.folders.Blobs(), state.folders.Parts(), state.folders.Scratch()}) {
    LIANXIAO_TRY(state.disk.MakeFolders(folder));
  }
  LIANXIAO_ASSIGN(state.blobs, library_rows::Blobs(state.journal));
  LIANXIAO_ASSIGN(auto parts, library_rows::Parts(state.journal));
  LIANXIAO_TRY(SweepBlobs(state, parts));
  LIANXIAO_TRY(SweepParts(state, parts));
  LIANXIAO_ASSIGN(const auto scratch, state.disk.List(state.folders.Scratch()));
  for (const auto& file : scratch) {
    if (!file.is_folder) LIANXIAO_TRY(state.disk.Remove(state.folders.Scratch() + "/" + file.name));
  }
  return {};
}

}  // namespace lianxiao::storage
