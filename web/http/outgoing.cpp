#include "web/http/outgoing.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "web/http/errors.h"

namespace lianxiao::web {
namespace {

// What the disk brings at once for one client: some seconds of a film, and worth the way of a disk's head.
constexpr std::int64_t kFetchBytes = 1 << 20;

bool MayReadTheDisk(const Asked& question) {
  return question.route != nullptr && question.route->where == Where::kLane;
}

Outgoing::State StateOf(Moved::End end) {
  switch (end) {
    case Moved::End::kWantRead: return Outgoing::State::kWantRead;
    case Moved::End::kWantWrite: return Outgoing::State::kWantWrite;
    case Moved::End::kFileBroken: return Outgoing::State::kFileBroken;
    case Moved::End::kMoved:
    case Moved::End::kOver: break;
  }
  return Outgoing::State::kOver;
}

}  // namespace

Outgoing Outgoing::Bytes(std::string bytes, After after) {
  Outgoing outgoing;
  outgoing.bytes_ = std::move(bytes);
  outgoing.after_ = after;
  return outgoing;
}

Outgoing::State Outgoing::SendSome(SocketIo& io, std::int64_t most_bytes) {
  while (gone_ < bytes_.size()) {
    const auto then = left_ > 0 ? SocketIo::Then::kMore : SocketIo::Then::kNothing;
    const auto sent = io.Send(std::string_view(bytes_).substr(gone_), then);
    if (sent.end != Moved::End::kMoved) return StateOf(sent.end);
    gone_ += sent.bytes;
    sent_ += static_cast<std::int64_t>(sent.bytes);
    most_bytes -= static_cast<std::int64_t>(sent.bytes);
  }
  while (left_ > 0) {
    if (most_bytes <= 0) return State::kMore;
    auto step = std::min(left_, most_bytes);
    if (at_ >= in_memory_to_) {
      if (!file_.IsCached(at_, step)) return State::kWantDisk;
      in_memory_to_ = at_ + step;
    }
    step = std::min(step, in_memory_to_ - at_);
    const auto sent = io.SendFile(file_.fd(), at_, step);
    if (sent.end != Moved::End::kMoved) return StateOf(sent.end);
    at_ += static_cast<std::int64_t>(sent.bytes);
    left_ -= static_cast<std::int64_t>(sent.bytes);
    sent_ += static_cast<std::int64_t>(sent.bytes);
    most_bytes -= static_cast<std::int64_t>(sent.bytes);
  }
  return next_ ? State::kWantPiece : State::kDone;
}

bool Outgoing::Prepare(Log& log) {
  if (left_ == 0) return AddPiece(log);
  const auto length = std::min(left_, kFetchBytes);
  file_.Fetch(at_, length);
  in_memory_to_ = at_ + length;
  return true;
}

bool Outgoing::AddPiece(Log& log) {
  Result<std::string> piece;
  try {
    piece = next_();
  } catch (const std::exception& e) {
    piece = Fail(ErrorCode::kInternal, e.what());
  }
  if (!piece) {
    log.Error("send " + path_ + ": " + piece.error().message);
    return false;
  }
  bytes_.erase(0, gone_);
  gone_ = 0;
  bytes_ += Piece(request_, *piece);
  if (piece->empty()) next_ = nullptr;
  return true;
}

Outgoing MakeOutgoing(const Asked& question, const Response& response, Log& log, SmallFiles* small_files) {
  const auto& request = question.request;
  const auto fails = [&](int status) { return MakeOutgoing(question, HttpError(request, status), log); };
  OpenFile open;
  SmallFiles::Bytes kept;
  std::string path = request.path;
  const auto* file = std::get_if<FileBody>(&response.body);
  if (file != nullptr && small_files != nullptr) kept = small_files->Find(*file);
  if (file != nullptr && !kept) {
    open = OpenFile(file->path);
    path += ": " + file->path;
    if (open.fd() < 0 || !open.HasSize(file->size_bytes)) {
      log.Error("send " + path + " is missing or has another size");
      return fails(open.missing() ? 404 : 500);
    }
  }
  auto answer = MakeAnswer(request, response, question.after);
  Outgoing outgoing;
  outgoing.after_ = question.after;
  outgoing.path_ = std::move(path);
  outgoing.bytes_ = answer.Head() + answer.body;
  if (answer.file && !kept && MayReadTheDisk(question) && file->size_bytes <= SmallFiles::kMostOfOne) {
    kept = open.Read(file->size_bytes);
    if (!kept) {
      log.Error("send " + outgoing.path_ + ": it cannot be read");
      return fails(500);
    }
    if (small_files != nullptr) small_files->Keep(*file, kept);
  }
  if (answer.file && kept) {
    outgoing.bytes_.append(*kept, static_cast<std::size_t>(answer.file->first_byte),
                           static_cast<std::size_t>(answer.file->length));
  } else if (answer.file) {
    outgoing.file_ = std::move(open);
    outgoing.at_ = answer.file->first_byte;
    outgoing.left_ = answer.file->length;
  }
  if (answer.streams) {
    outgoing.next_ = std::get<StreamBody>(response.body).next;
    outgoing.request_.chunks = request.chunks;
    if (!outgoing.AddPiece(log)) return fails(500);
  }
  return outgoing;
}

Response Handle(const Asked& question, Log& log) {
  if (question.route == nullptr) return question.ready;
  try {
    return question.route->handler(question.request, question.captures);
  } catch (const std::exception& e) {
    log.Error("answer " + question.request.method + " " + question.request.path + ": " + e.what());
    return HttpError(question.request, 500);
  }
}

}  // namespace lianxiao::web
