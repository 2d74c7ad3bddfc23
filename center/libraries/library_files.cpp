#include "center/libraries/library_files.h"

#include "storage/formats/piece_list.h"

namespace lianxiao::center {
namespace {

tl::unexpected<Error> Damaged(const std::string& path, const std::string& why) {
  return Fail(ErrorCode::kUntrusted, "library.damaged: " + path + ": " + why);
}

// As a file whose bytes are named and nothing else.
formats::File Whole(const formats::Way& way) {
  return {.path = "delta or signature", .size_bytes = way.size_bytes, .blob = way.blob, .pieces = way.pieces};
}

// The key first, then whose file it is: "library.damaged: chen-1, a.mp4: …".
Error Of(const formats::Resource& resource, const formats::File& file, const Error& error) {
  const auto colon = error.message.find(": ");
  const bool has_key = error.message.starts_with("library.") && colon != std::string::npos;
  const auto whose = resource.id + ", " + file.path;
  if (!has_key) return error.While(whose);
  return {error.code, error.message.substr(0, colon + 2) + whose + ": " + error.message.substr(colon + 2)};
}

}  // namespace

void LibraryFiles::Know(const std::vector<formats::Resource>& resources) {
  for (const auto& resource : resources) {
    for (const auto& file : resource.files) known_.insert({file.blob, file.pieces});
    for (const auto& way : resource.Ways()) known_.insert({way.blob, way.pieces});
  }
}

Status LibraryFiles::Bring(const std::vector<formats::Resource>& resources, const Progress& progress) {
  std::int64_t done = 0;
  for (const auto& resource : resources) {
    const auto before = new_blobs_;
    auto blobs = resource.files;
    for (const auto& way : resource.Ways()) blobs.push_back(Whole(way));
    for (const auto& file : blobs) {
      if (const auto brought = BringBlob(file); !brought) return Fail(Of(resource, file, brought.error()));
    }
    ++done;
    if (new_blobs_ > before) progress({"resources", done, std::ssize(resources)});
  }
  return {};
}

Status LibraryFiles::BringBlob(const formats::File& what) {
  LIANXIAO_ASSIGN(const bool blob, blobs_.Has(what.blob));
  LIANXIAO_ASSIGN(const bool pieces, what.HasPieces() ? blobs_.Has(what.pieces) : Result<bool>(true));
  const bool known = known_.contains({what.blob, what.pieces});
  if (blob && pieces && known) return {};
  if (blob && pieces) {
    LIANXIAO_TRY(CheckOwnCopy(what));
  } else {
    const auto below = LibraryTree::Blob(what.blob);
    const auto from = blob ? Result<std::string>(blobs_.PathOf(what.blob)) : tree_.Find(below);
    if (!from) return Fail(from.error());
    LIANXIAO_ASSIGN(const auto open, disk_.Open(*from, storage::OpenMode::kRead));
    LIANXIAO_ASSIGN(const auto size, open->Size());
    if (size != what.size_bytes) return Damaged(below, "it has " + std::to_string(size) + " bytes");
    auto put = blobs_.PutFile(*from, what);
    if (!put && put.error().code == ErrorCode::kInvalid)
      return Damaged(below, "other bytes than were signed");
    if (!put) return put;
    if (!blob) ++new_blobs_, new_bytes_ += size;
  }
  known_.insert({what.blob, what.pieces});
  return {};
}

// Here already by another way. That its piece list is the right one nobody has looked at yet.
Status LibraryFiles::CheckOwnCopy(const formats::File& what) const {
  LIANXIAO_ASSIGN(const auto names, blobs_.NamesOf(what.blob));
  const auto below = LibraryTree::Blob(what.blob);
  if (names.pieces.file_bytes != what.size_bytes) return Damaged(below, "it has another size");
  if (names.blob != what.blob) {
    return Fail(ErrorCode::kCorrupt, blobs_.PathOf(what.blob) + " is damaged; check this disk");
  }
  if (!what.HasPieces() || HashOf(formats::Encode(names.pieces)) == what.pieces) return {};
  return Damaged(below, "its piece list is not its own");
}

}  // namespace lianxiao::center
