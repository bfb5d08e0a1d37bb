using LlmPolicy.Exchanges;
using LlmPolicy.Headers;
using LlmPolicy.Http;

namespace LlmPolicy.Routing;

/// <summary><c>redirectAction</c>, compiled: the parts of the address that change.</summary>
internal sealed class Redirect : IRouteAction
{
    public required int StatusCode { get; init; }

    public required string? Host { get; init; }

    public required bool Https { get; init; }

    public required int? Port { get; init; }

    /// <summary><c>pathRedirect</c>; brings its own query, if it has one.</summary>
    public required string? Path { get; init; }

    public required IPathRewrite? PathRewrite { get; init; }

    public required bool StripQuery { get; init; }

    public required SourcePosition Position { get; init; }

    public bool Forwards => false;

    public ActionResult Apply(Exchange exchange, HeaderLevels levels, RouteMatcher matcher)
    {
        string scheme = Https ? "https" : exchange.Scheme;
        if (NewPath(exchange.Target, matcher) is not { } path)
        {
            return ActionResult.Refuse(ActionResult.TooManyMatches, Position);
        }

        string location = $"{scheme}://{NewAuthority(exchange, scheme)}{path}";
        var response = PolicyResponse.Text(StatusCode, "", levels.Respond(exchange, AnswerFacts.Direct(StatusCode), levels.ResponseLevels, [new("location", location)]));
        return new ActionResult(ReasonCodes.Redirect, Position, response);
    }

    public override string ToString() => $"redirect {StatusCode}";

    /// <summary>A port that was the default of the old scheme does not follow into the new one.</summary>
    private string NewAuthority(Exchange exchange, string scheme)
    {
        string host = Host ?? exchange.Target.Authority;
        if (Port is { } port)
        {
            return $"{WithoutPort(host)}:{port}";
        }

        bool defaultPort = exchange.Scheme == "http" ? host.EndsWith(":80", StringComparison.Ordinal) : host.EndsWith(":443", StringComparison.Ordinal);
        return Host is null && scheme != exchange.Scheme && defaultPort ? WithoutPort(host) : host;
    }

    private string? NewPath(RequestTarget target, RouteMatcher matcher)
    {
        string query = StripQuery ? "" : target.Query;
        if (Path is not null)
        {
            return Path.Contains('?') ? Path : Path + query;
        }

        return PathRewrite is null ? target.Path + query : PathRewrite.Apply(target with { Query = query }, matcher.Path);
    }

    private static string WithoutPort(string host)
    {
        int colon = host.LastIndexOf(':');
        return colon > host.LastIndexOf(']') ? host[..colon] : host;
    }
}
