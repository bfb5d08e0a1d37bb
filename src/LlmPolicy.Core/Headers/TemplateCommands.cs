using System.Globalization;
using LlmPolicy.Http;

namespace LlmPolicy.Headers;

/// <summary>Envoy's substitution commands, as far as they can be known here; one that can't is an error, not an empty value.</summary>
internal static class TemplateCommands
{
    /// <summary>The command that shows a header of the request.</summary>
    public const string RequestHeaderName = "REQ";

    /// <summary>The command that shows a claim.</summary>
    public const string ClaimName = "DYNAMIC_METADATA";

    /// <summary>The command that shows a query parameter.</summary>
    public const string QueryParameterName = "QUERY_PARAM";

    private static readonly Dictionary<string, Func<TemplateContext, string?>> Plain = new(StringComparer.Ordinal)
    {
        ["PROTOCOL"] = c => c.Exchange.Request.Protocol,
        ["RESPONSE_CODE"] = c => Number(c.Answer?.Facts.ResponseCode ?? 0),
        ["RESPONSE_FLAGS"] = c => c.Answer?.Facts.Flags ?? "-",
        ["RESPONSE_FLAGS_LONG"] = c => c.Answer?.Facts.LongFlags ?? "-",
        ["RESPONSE_CODE_DETAILS"] = c => c.Answer?.Facts.Details,
        ["CONNECTION_TERMINATION_DETAILS"] = _ => null,
        ["UPSTREAM_TRANSPORT_FAILURE_REASON"] = c => c.Answer?.Facts.TransportFailure,
        ["UPSTREAM_PROTOCOL"] = c => c.Answer?.Facts.UpstreamProtocol,
        ["UPSTREAM_HOST"] = c => c.Answer?.Facts.UpstreamHost,
        ["UPSTREAM_REQUEST_ATTEMPT_COUNT"] = c => Number(c.Answer?.Facts.Attempts ?? 1),
        ["GRPC_STATUS"] = _ => null,
        ["DURATION"] = c => Milliseconds(c.Answer?.Facts.Duration ?? TimeSpan.Zero),
        ["RESPONSE_DURATION"] = c => c.Answer?.Facts.ResponseDuration is { } duration ? Milliseconds(duration) : null,
        ["HOSTNAME"] = c => c.Exchange.Request.GatewayName,
        ["CONNECTION_ID"] = c => Number(c.Exchange.Request.ConnectionId),
        ["PATH"] = c => c.Exchange.PathAndQuery,

        // Nothing of the answer has been sent while its headers are made.
        ["BYTES_SENT"] = _ => "0",
        ["ROUTE_NAME"] = c => $"{c.RouteName}-matcher-{c.Exchange.MatcherIndex}",
        ["DOWNSTREAM_REMOTE_ADDRESS"] = c => ForwardedBy.Address(c.Exchange.Request) is { } address ? Join(address, 0) : RemoteWithPort(c.Exchange.Request),
        ["DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT"] = c => ForwardedBy.Address(c.Exchange.Request) ?? c.Exchange.Request.RemoteAddress,
        ["DOWNSTREAM_REMOTE_PORT"] = c => Number(ForwardedBy.Address(c.Exchange.Request) is null ? c.Exchange.Request.RemotePort : 0),
        ["DOWNSTREAM_DIRECT_REMOTE_ADDRESS"] = c => RemoteWithPort(c.Exchange.Request),
        ["DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT"] = c => c.Exchange.Request.RemoteAddress,
        ["DOWNSTREAM_LOCAL_ADDRESS"] = c => Join(c.Exchange.Request.LocalAddress, c.Exchange.Request.LocalPort),
        ["DOWNSTREAM_LOCAL_ADDRESS_WITHOUT_PORT"] = c => c.Exchange.Request.LocalAddress,
        ["DOWNSTREAM_LOCAL_PORT"] = c => Number(c.Exchange.Request.LocalPort),
        ["REQUESTED_SERVER_NAME"] = c => c.Exchange.Request.TlsServerName,
        ["DOWNSTREAM_TLS_VERSION"] = c => c.Exchange.Request.TlsVersion,
        ["START_TIME"] = c => StartTime.Default(c.Exchange.Now),
        ["BYTES_RECEIVED"] = BytesReceived,

        // No client certificate is ever asked for.
        ["DOWNSTREAM_PEER_SUBJECT"] = _ => null,
        ["DOWNSTREAM_PEER_ISSUER"] = _ => null,
        ["DOWNSTREAM_PEER_SERIAL"] = _ => null,
        ["DOWNSTREAM_PEER_URI_SAN"] = _ => null,
        ["DOWNSTREAM_PEER_DNS_SAN"] = _ => null,
        ["DOWNSTREAM_PEER_FINGERPRINT_256"] = _ => null,
        ["DOWNSTREAM_PEER_FINGERPRINT_1"] = _ => null,
        ["DOWNSTREAM_PEER_CERT"] = _ => null,
    };

    private static readonly Dictionary<string, Func<string, Func<TemplateContext, string?>?>> WithArgument = new(StringComparer.Ordinal)
    {
        [RequestHeaderName] = argument => HeaderCommand(argument, RequestHeader),
        ["RESP"] = argument => HeaderCommand(argument, ResponseHeader),
        [QueryParameterName] = name => c => c.Exchange.Query.Raw(name),
        [ClaimName] = ClaimCommand.Create,
        ["START_TIME"] = StartTime.Create,

        // Headers are made before any trailer has come, nothing here has a filter state, and the process's environment is not shown.
        ["TRAILER"] = argument => HeaderCommand(argument, (_, _) => null),
        ["FILTER_STATE"] = _ => _ => null,
        ["ENVIRONMENT"] = _ => _ => "-",
    };

    /// <summary>The command; null, with <paramref name="error"/>, where there is none.</summary>
    public static Func<TemplateContext, string?>? Find(string name, string? argument, out string? error)
    {
        error = null;
        if (Plain.TryGetValue(name, out var plain) && string.IsNullOrEmpty(argument))
        {
            return plain;
        }

        if (argument is not null && WithArgument.TryGetValue(name, out var create) && create(argument) is { } command)
        {
            return command;
        }

        bool known = Plain.ContainsKey(name) || WithArgument.ContainsKey(name);
        error = known ? $"the argument of %{name}% is missing or malformed" : $"%{name}% is not a known command";
        return null;
    }

    /// <summary><c>name</c>, or <c>name?alternative</c>.</summary>
    private static Func<TemplateContext, string?>? HeaderCommand(string argument, Func<TemplateContext, string, string?> header)
    {
        string[] names = argument.Split('?');
        if (names.Length > 2 || names.Any(n => n.Length == 0 || !HeaderSyntax.IsName(n.TrimStart(':'))))
        {
            return null;
        }

        return context => names.Select(name => header(context, name)).FirstOrDefault(value => value is not null);
    }

    private static string? RequestHeader(TemplateContext context, string name) =>
        context.Exchange.Pseudo(name) ?? context.Exchange.Headers.FirstForTemplate(name);

    private static string? ResponseHeader(TemplateContext context, string name) =>
        name.Equals(":status", StringComparison.OrdinalIgnoreCase) ? context.Answer is { Facts.StatusCode: var status } ? Number(status) : null : context.Answer?.Headers.First(name);

    /// <summary>None while the request's headers are made; by the response, what the request said it would be.</summary>
    private static string BytesReceived(TemplateContext context) =>
        context.Answer is not null && context.Exchange.Headers.First("content-length") is { } length ? length : "0";

    private static string RemoteWithPort(PolicyRequest request) => Join(request.RemoteAddress, request.RemotePort);

    private static string Join(string address, int port) => address.Contains(':') ? $"[{address}]:{port}" : $"{address}:{port}";

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Milliseconds(TimeSpan duration) => Number((long)duration.TotalMilliseconds);
}
