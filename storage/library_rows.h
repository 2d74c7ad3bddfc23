// The library's rows in the journal. Private to this room; each call is one transaction.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>

#include "storage/base/digest.h"
#include "storage/base/time.h"
#include "storage/database.h"
#include "storage/library.h"
#include "storage/piece_bitmap.h"

namespace lianxiao::storage::library_rows {

struct PartRow {
  std::int64_t size_bytes = 0;
  std::string pieces;
  std::map<std::int64_t, std::int64_t> hints;  // Piece → bytes.
};

Result<std::unordered_map<BlobId, std::int64_t>> Blobs(const Database& journal);  // → size.
Result<std::unordered_map<BlobId, PartRow>> Parts(const Database& journal);
Result<PartRow> Part(const Database& journal, const BlobId& id);  // kNotFound

// Lists a blob; its part, if it had one, is over.
Status InsertBlob(Database& journal, const BlobId& id, std::int64_t size_bytes, WallTime now);
Status MarkChecked(Database& journal, const BlobId& id, WallTime now);
Result<std::optional<Library::Checked>> LeastLatelyChecked(const Database& journal);
Status DeleteBlob(Database& journal, const BlobId& id);

Status InsertPart(Database& journal, const BlobId& id, std::int64_t size_bytes, const PieceBitmap& pieces);
// kNotFound if the part was dropped meanwhile.
Status UpdatePart(Database& journal, const BlobId& id, const PieceBitmap& pieces,
                  const std::map<std::int64_t, std::int64_t>& hints);
Status DeletePart(Database& journal, const BlobId& id);

}  // namespace lianxiao::storage::library_rows
