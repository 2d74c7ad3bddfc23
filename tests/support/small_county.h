// A county in memory: publishes signed resources as files by path, and answers the API of a center. Enough
// for what a box can see; the real one is made in center/. Safe from any thread.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "storage/base/keys.h"
#include "storage/base/time.h"
#include "storage/formats/bundle.h"
#include "storage/formats/catalog.h"
#include "storage/formats/enrolment.h"
#include "storage/formats/package_layout.h"
#include "storage/formats/status_report.h"
#include "storage/formats/tuf.h"
#include "storage/formats/usage.h"
#include "tests/support/misbehaving_server.h"

namespace lianxiao::test {

class SmallCounty {
 public:
  // `now` is the time of all it signs.
  SmallCounty(std::vector<std::string> mirrors, std::string api_address, WallTime now);

  // The next version of a resource with one main file; a delta from the version before when `delta`. A new
  // version of what is not small has a signature too.
  void Teach(const std::string& id, const std::string& title, const std::string& bytes, bool delta = false);
  // The same of several files: path → bytes; the first in order is the main one.
  void TeachFiles(const std::string& id, const std::map<std::string, std::string>& files);
  // The next version of an HTML5 package of these files, path → bytes, of which "index.html" opens; when
  // `delta`, with one for all that changed since the version before.
  void TeachPackage(const std::string& id, const std::map<std::string, std::string>& files,
                    bool delta = false);
  // The same with a delta that is whole and leads to other bytes.
  void TeachPackageBadly(const std::string& id, const std::map<std::string, std::string>& files);
  // From here on signatures are of other bytes than the file's, of its size.
  void SignWrongBlocks() { wrong_blocks_ = true; }
  // From here on a repair goes with each signature; when `wrong`, of other bytes than the file's.
  void MakeRepairs(bool wrong = false) {
    repairs_ = true;
    wrong_repairs_ = wrong;
  }
  void Withdraw(const std::string& id);
  // What it asks for; one bundle of everything until then.
  void Ask(std::vector<formats::Bundle> bundles);
  void Describe(const std::string& id, const std::string& description);
  // From the next Publish on the library signs for that resource, instead of the county.
  void Lend(const std::string& id, const std::string& library);
  // The library signs with a key that the county did not name, or with the right one again.
  void Forge(const std::string& library, bool forged);
  void Close(const std::string& library);  // The county delegates to it no longer.
  // Signs everything anew. Files of older versions stay where they are.
  void Publish(std::int64_t timestamp_days = 14);
  void RotateTimestampKey();  // From the next root on.
  // Boxes get this first root instead of ours: their repository is made elsewhere (forge.h). Before Code().
  void VouchFor(const std::string& first_root);

  // What mirrors serve: "/metadata/timestamp.json" → bytes.
  std::map<std::string, std::string> Files() const;
  std::string BlobFile(const std::string& id) const;   // Path of the newest version's main file.
  std::string DeltaFile(const std::string& id) const;  // And of the delta to it.
  std::string SignatureFile(const std::string& id) const;
  std::string RepairFile(const std::string& id) const;
  std::string PackageDeltaFile(const std::string& id) const;
  void PutOn(MisbehavingServer& mirror) const;
  void AnswerOn(MisbehavingServer& center);

  std::string Code() const;
  CannedAnswer Answer(const SeenRequest& request);

  std::int64_t Events() const;        // Different ones taken.
  std::int64_t BatchesTaken() const;  // Arrivals, repeats too.
  std::vector<formats::StatusReport> Reports() const;
  void ForgetBatches();  // As after a restored backup.
  // "usage.unknown_device"; empty: takes them again.
  void RefuseBatches(const std::string& key);
  const formats::CenterCard& card() const { return card_; }
  const OpenKey& seal() const { return seal_; }  // To read what boxes send as the county does.

 private:
  CannedAnswer Enrol(const std::string& sealed);
  CannedAnswer TakeBatch(const SeenRequest& request);
  CannedAnswer TakeStatus(const std::string& sealed);
  void PutBlob(const std::string& bytes);
  formats::File FileOf(const std::string& id, const std::string& bytes);
  static void Describe(const std::string& id, const std::string& title, formats::Resource& resource);
  // Puts a delta from the basis to `made` into the resource's line. Under mutex_, as the next.
  void OfferDelta(const formats::PackageLayout& basis, const std::string& made, formats::Resource& resource);
  std::string EndToEnd(const formats::PackageLayout& layout) const;
  struct Library {
    SigningKey key = SigningKey::Generate(), stolen = SigningKey::Generate();
    std::set<std::string> resources;
    bool forged = false, closed = false;
  };
  // Signs and puts the library's file; what the snapshot says of it.
  formats::TufFileMeta PutLibrary(const std::string& name, const Library& library,
                                  formats::TufDelegations& delegations);
  formats::TufFileMeta MetaOf(const std::string& bytes) const;
  formats::TufTarget PutTarget(const std::string& name, const std::string& bytes);
  // From what was published last under that name.
  void PutPatch(const std::string& path, const std::string& name, const std::string& bytes);
  void SignRoot();

  const std::vector<std::string> mirrors_;
  const std::string address_;
  const WallTime now_;
  SigningKey root_key_ = SigningKey::Generate(), targets_key_ = SigningKey::Generate(),
             snapshot_key_ = SigningKey::Generate(), timestamp_key_ = SigningKey::Generate(),
             sign_ = SigningKey::Generate();
  OpenKey seal_ = OpenKey::Generate();
  formats::CenterCard card_;
  std::string first_root_;
  std::string secret_ = "8 bytes.";

  mutable std::mutex mutex_;  // Guards all below.
  std::map<std::string, std::string> files_;
  std::map<std::string, formats::Resource> resources_;
  std::map<std::string, std::string> last_bytes_;
  std::map<std::string, std::string> last_lists_;  // Targets and metadata, by name.
  std::map<std::string, Library> libraries_;
  std::vector<formats::Bundle> bundles_;
  std::int64_t version_ = 0, root_version_ = 0;
  VerifyKey device_sign_;
  bool used_ = false;
  bool wrong_blocks_ = false;
  bool repairs_ = false, wrong_repairs_ = false;
  std::map<std::string, std::pair<std::int64_t, BlobId>> watermarks_;  // Epoch → seq, digest.
  std::set<std::string> events_;
  std::string refuses_;
  std::int64_t batches_taken_ = 0;
  std::vector<formats::StatusReport> reports_;
};

}  // namespace lianxiao::test
