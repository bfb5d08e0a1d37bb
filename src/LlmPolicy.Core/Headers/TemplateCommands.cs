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
        ["DOWNSTREAM_REMOTE_ADDRESS"] = c => WithPort(c.Exchange.Request),
        ["DOWNSTREAM_DIRECT_REMOTE_ADDRESS"] = c => WithPort(c.Exchange.Request),
        ["DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT"] = c => c.Exchange.Request.RemoteAddress,
        ["DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT"] = c => c.Exchange.Request.RemoteAddress,
    };

    private static readonly Dictionary<string, Func<string, Func<TemplateContext, string?>?>> WithArgument = new(StringComparer.Ordinal)
    {
        ["REQ"] = argument => HeaderCommand(argument, RequestHeader),
        ["RESP"] = argument => HeaderCommand(argument, (c, name) => c.Response?.First(name)),
        ["DYNAMIC_METADATA"] = ClaimCommand.Create,
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

    private static string WithPort(PolicyRequest request) =>
        request.RemoteAddress.Contains(':') ? $"[{request.RemoteAddress}]:{request.RemotePort}" : $"{request.RemoteAddress}:{request.RemotePort}";
}
