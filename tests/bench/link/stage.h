// One cell's world: a server with a file at one end of an emulated line, a box at the other. Everything in it
// is made for one transfer, so that no route's memory of the last one helps the next. Throws
// std::runtime_error when something does not start. Used from one thread.
#pragma once

#include <memory>
#include <string>

#include "storage/base/digest.h"
#include "storage/formats/piece_list.h"
#include "tests/bench/link/line_model.h"
#include "tests/bench/link/place.h"
#include "tests/bench/link/relay.h"
#include "tests/support/process.h"

namespace lianxiao::bench {

enum class Server {
  kCenter,  // lianxiao-centerd under TLS, which asks for BBR for its own sockets; the machine is set to
            // CUBIC.
  kMirror,  // nginx without TLS on a machine set to CUBIC.
  kRsync,   // An rsync daemon; the machine is set to what the row says.
};

// The file that is fetched, in a county's folder that was made once.
struct Goods {
  std::string county;  // Folder of `lianxiao center init`.
  std::string bin;     // Of our programs.
  std::string tls_key;
  std::string bytes;
  BlobId blob, pieces_blob;
  formats::PieceList pieces;
  std::string Path() const;  // "blobs/ab/cdef…", below county/repository.
};

// Makes the county on first use. The file's bytes do not compress.
Goods MakeGoods(const std::string& folder, std::int64_t bytes);

inline constexpr const char* kServerAddress = "10.77.0.1";
inline constexpr const char* kBoxAddress = "10.77.0.2";

class Stage {
 public:
  // `congestion`: of the server's machine.
  Stage(const std::string& folder, const Goods& goods, Server server, const std::string& congestion);
  ~Stage();

  // The line begins: what is measured starts now.
  void Connect(const LineSettings& line);
  Relay& relay() { return *relay_; }
  const Place& box() const { return box_; }
  const Place& server() const { return server_place_; }
  const std::string& base() const { return base_; }  // "https://10.77.0.1:8440"
  std::string Url() const { return base_ + "/" + path_; }

 private:
  void StartCenter(const std::string& folder, const Goods& goods);
  void StartNginx(const std::string& folder, const Goods& goods);
  void StartRsync(const std::string& folder, const Goods& goods);
  void WaitFor(int port, const std::string& log);

  Place server_place_{kServerAddress};
  Place box_{kBoxAddress};
  std::string base_, path_;
  test::Process process_;
  std::unique_ptr<Relay> relay_;
};

}  // namespace lianxiao::bench
