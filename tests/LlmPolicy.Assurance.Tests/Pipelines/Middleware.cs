using System.Text;
using Microsoft.AspNetCore.Rewrite;

namespace LlmPolicy.Assurance.Pipelines;

/// <summary>A middleware of ASP.NET Core's, set so that it does as much as it can, and the requests that have it do something.</summary>
/// <param name="Name">The line that adds it.</param>
/// <param name="Use">Adds it.</param>
internal sealed record Middleware(string Name, Action<IApplicationBuilder> Use)
{
    private static readonly (string, string) Form = ("Content-Type", "application/x-www-form-urlencoded");

    /// <summary>Each makes of a request one that this middleware has something to do with.</summary>
    public IReadOnlyList<Func<PipelineRequest, PipelineRequest>> Triggers { get; init; } = [];

    /// <summary>Headers of a request that it changes, and is meant to.</summary>
    public IReadOnlyList<string> Touches { get; init; } = [];

    public static Middleware MethodOverride { get; } = new("UseHttpMethodOverride()", app => app.UseHttpMethodOverride())
    {
        Triggers =
        [
            r => r.With("override to DELETE", ("X-HTTP-Method-Override", "DELETE")) with { Method = "POST" },
            r => r.With("override to delete", ("X-HTTP-Method-Override", "delete")) with { Method = "POST" },
            r => r.With("override to GET", ("X-HTTP-Method-Override", "GET")) with { Method = "POST" },
        ],
    };

    public static Middleware FormOverride { get; } = new("UseHttpMethodOverride(FormFieldName)", app => app.UseHttpMethodOverride(new HttpMethodOverrideOptions { FormFieldName = "_method" }))
    {
        Triggers =
        [
            r => r.With("override in the form to DELETE", Form) with { Method = "POST", Body = "_method=DELETE&a=1" },
            r => r.With("a form", Form) with { Method = "POST", Body = "a=1" },
            r => r.With("override in the form to GET", Form) with { Method = "POST", Body = "_method=GET&a=1" },
        ],
    };

    public static Middleware PathBase { get; } = new("UsePathBase()", app => app.UsePathBase("/base"))
    {
        Triggers =
        [
            r => r.With("under the base") with { Base = "/base" },
            r => r.With("closed under the base") with { Base = "/base", Path = "b/x" },
        ],
    };

    public static Middleware Rewriter { get; } = new("UseRewriter()", app => app.UseRewriter(new RewriteOptions()
        .AddRewrite("^(base/)?([erfg])/moved/(.*)$", "$2/closed/$3", skipRemainingRules: true)
        .AddRewrite("^(base/)?([erfg])/shared/old$", "$2/shared/new", skipRemainingRules: true)
        .AddRewrite("^(base/)?([erfg])/swap/(.*)$", "$2/a/$3", skipRemainingRules: true)
        .AddRewrite("^(base/)?([erfg])/quiz/(.*)$", "$2/shared/$3?secret=1", skipRemainingRules: true)
        .AddRewrite("^(g|e|public)/hop/(.*)$", "e/a/$2", skipRemainingRules: true)
        .AddRewrite("^f/hop/(.*)$", "f/closed/$1", skipRemainingRules: true)
        .AddRewrite("^r/hop/(.*)$", "g/closed/$1", skipRemainingRules: true)))
    {
        Triggers =
        [
            r => r.With("rewritten to what is closed") with { Path = "moved/x" },
            r => r.With("rewritten within its route") with { Path = "shared/old" },
            r => r.With("rewritten to what is open to some") with { Path = "swap/x" },
            r => r.With("a query written in") with { Path = "quiz/x" },
            r => r.With("rewritten to another place") with { Path = "hop/x" },
            r => r.With("rewritten from a place without policy") with { Area = "public", Path = "hop/x" },
        ],
    };

    public static Middleware ForwardedHeaders { get; } = new("UseForwardedHeaders()", app => app.UseForwardedHeaders(new ForwardedHeadersOptions { ForwardedHeaders = Microsoft.AspNetCore.HttpOverrides.ForwardedHeaders.All }))
    {
        Triggers =
        [
            r => r.With("forwarded to a closed host", ("X-Forwarded-Host", Rights.Closed)),
            r => r.With("forwarded from a closed host", ("X-Forwarded-Host", Rights.Gateway)) with { Host = Rights.Closed },
            r => r.With("forwarded scheme and address", ("X-Forwarded-Proto", "https"), ("X-Forwarded-For", "203.0.113.7")),
            r => r.With("forwarded base", ("X-Forwarded-Prefix", "/outside")),
        ],
        Touches = ["X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-For", "X-Forwarded-Prefix", "X-Original-Host", "X-Original-Proto", "X-Original-For", "X-Original-Prefix"],
    };

    public static Middleware ExceptionHandler { get; } = new("UseExceptionHandler()", app => app.UseExceptionHandler("/error"))
    {
        Triggers =
        [
            r => r.With("an endpoint that throws", ("x-script", "throw")),
            r => r.With("a middleware that throws", ("x-throw", "1")),
            r => r.With("a change of the policy's that throws") with { Path = "poison/x" },
        ],
    };

    public static Middleware StatusCodePages { get; } = new("UseStatusCodePagesWithReExecute()", app => app.UseStatusCodePagesWithReExecute("/g/shared/error"))
    {
        Triggers =
        [
            r => r.With("an answer without a body", ("x-script", "404")),
            r => r.With("a path without a route") with { Path = "none/x" },
        ],
    };

    public static Middleware OutputCache { get; } = new("UseOutputCache()", app => app.UseOutputCache())
    {
        Triggers =
        [
            r => r.With("what may be kept") with { Path = "shared/output", TokenHeader = "x-token: " },
            r => r.With("what may be kept, known already", ("If-None-Match", "\"one\"")) with { Path = "shared/output" },
            r => r.With("the head of what may be kept") with { Path = "shared/output", Method = "HEAD" },
        ],
    };

    public static Middleware ResponseCaching { get; } = new("UseResponseCaching()", app => app.UseResponseCaching())
    {
        Triggers =
        [
            r => r.With("what may be kept") with { Path = "shared/response", HasTokenInQuery = false, TokenHeader = "x-token: " },
            r => r.With("what may be kept, from the cache alone", ("Cache-Control", "only-if-cached")) with { Path = "shared/response", TokenHeader = "x-token: " },
            r => r.With("what may be kept, known already", ("If-None-Match", "\"one\"")) with { Path = "shared/response", TokenHeader = "x-token: " },
            r => r.With("what may be kept, if it is young", ("Cache-Control", "max-age=60")) with { Path = "shared/young", TokenHeader = "x-token: " },
        ],
    };

    public static Middleware ResponseCompression { get; } = new("UseResponseCompression()", app => app.UseResponseCompression())
    {
        Triggers = [r => r.With("gzip asked for", ("Accept-Encoding", "gzip"))],
    };

    public static Middleware RequestDecompression { get; } = new("UseRequestDecompression()", app => app.UseRequestDecompression())
    {
        Triggers =
        [
            r => r.With("a zipped body", ("Content-Encoding", "gzip")) with { Method = "POST", Body = Zipped("hello"), Framing = null },
            r => Chat(r, "good").With("a zipped model", ("Content-Encoding", "gzip")) with { Body = Zipped(Chat(r, "good").Body) },
            r => Chat(r, "evil").With("a zipped model that is not allowed", ("Content-Encoding", "gzip")) with { Body = Zipped(Chat(r, "evil").Body) },
            r => r.With("a body that is not zipped", ("Content-Encoding", "gzip")) with { Method = "POST", Body = "hello", Framing = null },
        ],
        Touches = ["Content-Encoding", "Content-Length"],
    };

    public static Middleware Cors { get; } = new("UseCors()", app => app.UseCors(policy => policy.AllowAnyOrigin().AllowAnyHeader().AllowAnyMethod()))
    {
        Triggers =
        [
            r => r.With("a preflight", ("Origin", "https://page.test"), ("Access-Control-Request-Method", "DELETE")) with { Method = "OPTIONS" },
            r => r.With("a page", ("Origin", "https://page.test")),
        ],
    };

    public static Middleware Authentication { get; } = new("UseAuthentication()", app => app.UseAuthentication())
    {
        Triggers = [r => r.With("a token in the query") with { HasTokenInQuery = true }],
    };

    public static Middleware RateLimiter { get; } = new("UseRateLimiter()", app => app.UseRateLimiter())
    {
        Triggers = [r => r.With("limited", ("x-limited", "1"))],
    };

    public static Middleware WebSockets { get; } = new("UseWebSockets()", app => app.UseWebSockets())
    {
        Triggers =
        [
            r => r.With("a WebSocket", ("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13"), ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")),
        ],
    };

    public static Middleware Session { get; } = new("UseSession()", app => app.UseSession())
    {
        Triggers = [r => r.With("a session", ("x-session", "1"))],
    };

    public static IReadOnlyList<Middleware> All { get; } =
    [
        MethodOverride, FormOverride, PathBase, Rewriter, ForwardedHeaders, ExceptionHandler, StatusCodePages, OutputCache, ResponseCaching, ResponseCompression, RequestDecompression,
        Cors, Authentication, RateLimiter, WebSockets, Session,
    ];

    /// <summary>A call of a model, which the body names.</summary>
    public static PipelineRequest Chat(PipelineRequest request, string model) => request with
    {
        Method = "POST",
        Host = Rights.Models,
        Path = "v1/chat/completions",
        Headers = [.. request.Headers, ("Content-Type", "application/json")],
        Body = $$"""{"model":"{{model}}","messages":[]}""",
        Framing = null,
    };

    private static string Zipped(string text) => Encoding.Latin1.GetString(Packed.In("gzip", Encoding.Latin1.GetBytes(text)));
}
