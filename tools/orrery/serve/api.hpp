// The live page's requests, without sockets: a call in, a reply out.
#pragma once
#include <string>

#include "tools/orrery/serve/jobs.hpp"

namespace orrery::serve {

struct Call {
    std::string method;
    std::string target;  ///< path and query, as received
    std::string body;
};

struct Reply {
    int status = 200;
    std::string type = "application/json";
    std::string body;
    /// Nothing has changed since what the caller has seen: ask again, or send this after a while.
    bool unchanged = false;
};

/// Routes are compared whole: no part of an address becomes a path on disk.
class Api {
public:
    Api(const Session& session, Jobs& jobs) : session_(session), jobs_(jobs) {}

    [[nodiscard]] Reply handle(const Call& call) const;

private:
    [[nodiscard]] Reply scenario() const;
    [[nodiscard]] Reply run(const std::string& body) const;
    [[nodiscard]] Reply state(const std::string& number, const std::string& query) const;
    [[nodiscard]] Reply cancel(const std::string& body) const;
    [[nodiscard]] Reply overlay(const std::string& body) const;
    [[nodiscard]] Reply assumptions(const std::string& body) const;

    const Session& session_;
    Jobs& jobs_;
};

}  // namespace orrery::serve
