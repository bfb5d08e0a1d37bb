using System.Globalization;

namespace LlmPolicy.Headers;

/// <summary>Envoy's substitution commands, as far as they can be known here; one that can't is an error, not an empty value.</summary>
internal static class TemplateCommands
{
    private static readonly Dictionary<string, Func<TemplateContext, string?>> Plain = new(StringComparer.Ordinal)
    {
        ["PROTOCOL"] = c => c.Exchange.Request.Protocol,
        ["RESPONSE_CODE"] = c => c.StatusCode.ToString(CultureInfo.InvariantCulture),
        ["RESPONSE_FLAGS"] = _ => "-",
        ["ROUTE_NAME"] = c => c.RouteName,
        ["DOWNSTREAM_REMOTE_ADDRESS"] = c => RemoteWithPort(c.Exchange.Request),
        ["DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT"] = c => c.Exchange.Request.RemoteAddress,
        ["DOWNSTREAM_REMOTE_PORT"] = c => Port(c.Exchange.Request.RemotePort),
        ["DOWNSTREAM_DIRECT_REMOTE_ADDRESS"] = c => RemoteWithPort(c.Exchange.Request),
        ["DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT"] = c => c.Exchange.Request.RemoteAddress,
        ["DOWNSTREAM_LOCAL_ADDRESS"] = c => Join(c.Exchange.Request.LocalAddress, c.Exchange.Request.LocalPort),
        ["DOWNSTREAM_LOCAL_ADDRESS_WITHOUT_PORT"] = c => c.Exchange.Request.LocalAddress,
        ["DOWNSTREAM_LOCAL_PORT"] = c => Port(c.Exchange.Request.LocalPort),
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
        ["REQ"] = argument => HeaderCommand(argument, RequestHeader),
        ["RESP"] = argument => HeaderCommand(argument, (c, name) => c.Response?.First(name)),
        ["QUERY_PARAM"] = name => c => c.Exchange.Query.Raw(name),
        ["DYNAMIC_METADATA"] = ClaimCommand.Create,
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
        error = known ? $"the argument of %{name}% is missing or malformed" : $"%{name}% is no command that is known here";
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

    /// <summary>None while the request's headers are made; by the response, what the request said it would be.</summary>
    private static string BytesReceived(TemplateContext context) =>
        context.Response is not null && context.Exchange.Headers.First("content-length") is { } length ? length : "0";

    private static string RemoteWithPort(PolicyRequest request) => Join(request.RemoteAddress, request.RemotePort);

    private static string Join(string address, int port) => address.Contains(':') ? $"[{address}]:{port}" : $"{address}:{port}";

    private static string Port(int port) => port.ToString(CultureInfo.InvariantCulture);
}
