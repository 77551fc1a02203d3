// One HTTP request as the live page's server reads it: limits, head, what is refused.
#include "tools/orrery/serve/http_request.hpp"

#include <fmt/format.h>

namespace orrery::serve {
namespace {

namespace http = boost::beast::http;
using Error = boost::system::error_code;

std::string text(boost::beast::string_view view) {
    return {view.data(), view.size()};
}

}  // namespace

HttpParser::HttpParser() {
    header_limit(kMostHeaderBytes);
    body_limit(kMostBodyBytes);
}

RequestHead head_of(const HttpParser& parser) {
    const auto& request = parser.get();
    RequestHead head;
    head.method = text(request.method_string());
    head.target = text(request.target());
    head.host = text(request[http::field::host]);
    head.origin = text(request[http::field::origin]);
    head.fetch_site = text(request["Sec-Fetch-Site"]);
    head.content_type = text(request[http::field::content_type]);
    head.authorization = text(request[http::field::authorization]);
    if (const auto length = parser.content_length()) head.content_length = *length;
    for (const auto field : {http::field::host, http::field::origin, http::field::authorization,
                             http::field::content_type, http::field::content_length}) {
        if (request.count(field) > 1) head.headers_repeated = true;
    }
    return head;
}

Call call_of(const HttpParser& parser) {
    const auto& request = parser.get();
    return {text(request.method_string()), text(request.target()), request.body()};
}

Reply refused(int status, const std::string& reason) {
    Reply reply;
    reply.status = status;
    reply.body = fmt::format(R"({{"error":"{}"}})", reason);
    return reply;
}

std::optional<Reply> reply_to(const Error& error) {
    if (error == http::error::header_limit) return refused(431, "the header is above 16 KiB");
    if (error == http::error::body_limit) return refused(413, "the body is above 1 MiB");
    const bool gone = error == http::error::end_of_stream || error == http::error::partial_message;
    const bool unreadable =
        error.category() == http::make_error_code(http::error::bad_method).category();
    if (unreadable && !gone) return refused(400, "this is no HTTP request");
    return std::nullopt;
}

}  // namespace orrery::serve
