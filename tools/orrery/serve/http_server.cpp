// The live page's server: HTTP/1.1 on one thread, what it lets in as guard.hpp says.
#include "tools/orrery/serve/http_server.hpp"

#include <fmt/format.h>

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <csignal>
#include <utility>  // before asio: Boost 1.74 forgets it

#include "orrery/base/diagnostics.hpp"
#include "sim/kernel/limits.hpp"
#include "tools/orrery/serve/http_request.hpp"

namespace orrery::serve {
namespace {

namespace net = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using tcp = net::ip::tcp;
using Error = boost::system::error_code;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr seconds kTimeout{10};   ///< for a request to come in whole, and a reply to go out
constexpr seconds kLongPoll{5};   ///< until a caller is told that nothing has changed
constexpr milliseconds kLook{8};  ///< between looks at a run that somebody waits for
constexpr seconds kDrain{1};      ///< to hear out a caller who was refused
constexpr int kMostConnections = 64;
constexpr std::size_t kMostDrained = 4 * kMostBodyBytes;

constexpr const char* kContentPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

using Response = http::response<http::string_body>;

struct Shared {
    const Api& api;
    const ListenPolicy& policy;
    int open = 0;
};

auto into(Error& error) {
    return net::redirect_error(net::use_awaitable, error);
}

Response response_of(Reply reply, bool keep_alive) {
    Response out{static_cast<http::status>(reply.status), 11};
    out.set(http::field::content_type, reply.type);
    out.set("Content-Security-Policy", kContentPolicy);
    out.set("X-Content-Type-Options", "nosniff");
    out.set("X-Frame-Options", "DENY");
    out.set("Referrer-Policy", "no-referrer");
    out.set("Cross-Origin-Resource-Policy", "same-origin");
    out.set("Cross-Origin-Opener-Policy", "same-origin");
    out.set(http::field::cache_control, "no-store");
    if (reply.status == 401) out.set(http::field::www_authenticate, "Bearer");
    if (reply.status == 405) out.set(http::field::allow, "GET, POST");
    out.keep_alive(keep_alive);
    out.body() = std::move(reply.body);
    out.prepare_payload();
    return out;
}

/// Says no and closes; what the caller is still sending is thrown away first, since closing at once
/// would reset the connection before he has read why.
net::awaitable<void> refuse(beast::tcp_stream& stream, Reply reply) {
    Error error;
    Response response = response_of(std::move(reply), false);
    stream.expires_after(kTimeout);
    co_await http::async_write(stream, response, into(error));
    if (error) co_return;
    stream.socket().shutdown(tcp::socket::shutdown_send, error);
    std::array<char, 16384> waste{};
    stream.expires_after(kDrain);
    for (std::size_t read = 0; !error && read < kMostDrained;) {
        const std::size_t more = co_await stream.async_read_some(net::buffer(waste), into(error));
        read += more;
    }
}

/// The reply, once there is something new to say.
net::awaitable<Reply> answer(Shared& shared, const Call& call) {
    Reply reply = shared.api.handle(call);
    const auto until = std::chrono::steady_clock::now() + kLongPoll;
    net::steady_timer timer(co_await net::this_coro::executor);
    while (reply.unchanged && std::chrono::steady_clock::now() < until) {
        timer.expires_after(kLook);
        co_await timer.async_wait(net::use_awaitable);
        reply = shared.api.handle(call);
    }
    co_return reply;
}

/// One request and its reply; whether another may follow on the connection.
net::awaitable<bool> exchange(beast::tcp_stream& stream, beast::flat_buffer& buffer,
                              Shared& shared) {
    HttpParser parser;
    Error error;
    stream.expires_after(kTimeout);
    co_await http::async_read_header(stream, buffer, parser, into(error));
    std::optional<Reply> no = error ? reply_to(error) : std::nullopt;
    if (error && !no) co_return false;
    if (!no) {
        if (const auto refusal = guard(head_of(parser), shared.policy)) {
            no = refused(refusal->status, refusal->reason);
        }
    }
    if (!no) {
        co_await http::async_read(stream, buffer, parser, into(error));
        if (error) no = reply_to(error);
        if (error && !no) co_return false;
    }
    if (no) {
        co_await refuse(stream, std::move(*no));
        co_return false;
    }
    const auto& request = parser.get();
    const Call call = call_of(parser);
    Reply reply = co_await answer(shared, call);
    Response response = response_of(std::move(reply), request.keep_alive());
    stream.expires_after(kTimeout);
    co_await http::async_write(stream, response, into(error));
    co_return !error && request.keep_alive();
}

struct Counted {
    int& open;
    explicit Counted(int& n) : open(n) { ++open; }
    ~Counted() { --open; }
    Counted(const Counted&) = delete;
    Counted& operator=(const Counted&) = delete;
};

net::awaitable<void> connection(tcp::socket socket, Shared& shared) {
    const Counted counted(shared.open);
    beast::tcp_stream stream(std::move(socket));
    beast::flat_buffer buffer(2 * kMostHeaderBytes);
    while (co_await exchange(stream, buffer, shared)) {
    }
    Error ignored;
    stream.socket().shutdown(tcp::socket::shutdown_both, ignored);
}

net::awaitable<void> listen(tcp::acceptor& acceptor, Shared& shared) {
    const auto executor = co_await net::this_coro::executor;
    net::steady_timer pause(executor);
    while (acceptor.is_open()) {
        Error error;
        tcp::socket socket = co_await acceptor.async_accept(into(error));
        if (error == net::error::operation_aborted) co_return;
        if (error) {  // no descriptors left: some will be soon
            pause.expires_after(milliseconds(50));
            co_await pause.async_wait(net::use_awaitable);
        } else if (shared.open < kMostConnections) {
            net::co_spawn(executor, connection(std::move(socket), shared), net::detached);
        }
    }
}

tcp::acceptor bound(net::io_context& context, const ListenPolicy& policy) {
    Error error;
    const auto address = net::ip::make_address(policy.address, error);
    if (error) throw EnvironmentError("--listen " + policy.address + ": this is no IP address");
    const tcp::endpoint endpoint(address, policy.port);
    tcp::acceptor acceptor(context);
    acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.set_option(net::socket_base::reuse_address(true), error);
    if (!error) acceptor.bind(endpoint, error);
    if (!error) acceptor.listen(net::socket_base::max_listen_connections, error);
    if (!error) return acceptor;
    throw EnvironmentError(fmt::format("{}:{}: {}; --port takes another", policy.address,
                                       policy.port, error.message()));
}

}  // namespace

void serve_http(const Api& api, ListenPolicy policy,
                const std::function<void(const ListenPolicy&)>& ready) {
    Shared shared{api, policy};  // outlives the context, whose end ends the connections
    net::io_context context(1);
    tcp::acceptor acceptor = bound(context, policy);
    policy.port = acceptor.local_endpoint().port();
    net::signal_set signals(context, SIGINT, SIGTERM);
    signals.async_wait([&](const Error& error, int) {
        if (error) return;
        request_interrupt();  // runs end at their next look
        context.stop();
    });
    net::co_spawn(context, listen(acceptor, shared), net::detached);
    ready(policy);
    if (!interrupt_requested()) context.run();
}

}  // namespace orrery::serve
