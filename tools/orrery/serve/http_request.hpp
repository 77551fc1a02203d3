// One HTTP request as the live page's server reads it: limits, head, what is refused.
#pragma once
#include <boost/beast/http.hpp>
#include <optional>
#include <utility>  // before asio: Boost 1.74 forgets it

#include "tools/orrery/serve/api.hpp"
#include "tools/orrery/serve/guard.hpp"

namespace orrery::serve {

/// With the limits of header and body.
class HttpParser : public boost::beast::http::request_parser<boost::beast::http::string_body> {
public:
    HttpParser();
};

RequestHead head_of(const HttpParser& parser);
Call call_of(const HttpParser& parser);

/// What a caller is told who gets no answer.
Reply refused(int status, const std::string& reason);
/// What a request that cannot be read is told; empty where nobody listens any more.
std::optional<Reply> reply_to(const boost::system::error_code& error);

}  // namespace orrery::serve
