// The files a row names: found, checked, and entered into its draft. Used from one thread.
#pragma once

#include "center/ingest/editor_folder.h"
#include "center/ingest/findings.h"
#include "center/ingest/ingest.h"
#include "center/ingest/table.h"

namespace lianxiao::center {

class RowFiles {
 public:
  RowFiles(const EditorFolder& folder, MediaProbe& probe, Findings& findings)
      : folder_(folder), probe_(probe), findings_(findings) {}

  // Fills files and disk_paths; digests come later, in HashFiles.
  void Take(const TableRow& row, Draft& draft);

 private:
  struct Place {
    Column column;
    formats::FileRole role;
    const Cell& cell;
  };
  void TakeMain(const Cell& cell);
  void TakePackage(const Cell& cell, const FolderFile& package);
  void TakePage(const Cell& cell, const FolderFile& page, const std::string& shown);
  void TakeList(Column column, formats::FileRole role);
  void TakeFile(const Place& place, const FolderFile& found);
  void CheckContent(const Place& place, const FolderFile& found, formats::File& file);
  void Add(const Cell& cell, formats::File file, const FolderFile& found);
  void Report(const Cell& cell, const Complaint& complaint);

  const EditorFolder& folder_;
  MediaProbe& probe_;
  Findings& findings_;
  const TableRow* row_ = nullptr;  // Of the Take that is going on.
  Draft* draft_ = nullptr;
};

// Reads the file once and fills in blob and piece list. kInvalid when it has not the size that `file` says:
// it changed since it was checked; kNotFound when it went.
Status HashFile(const std::string& disk_path, formats::File& file);
Status HashFiles(Draft& draft);  // Every file of it.

}  // namespace lianxiao::center
