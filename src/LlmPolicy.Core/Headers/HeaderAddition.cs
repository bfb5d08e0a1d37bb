using LlmPolicy.Http;

namespace LlmPolicy.Headers;

/// <summary>An entry of <c>requestHeadersToAdd</c> or <c>responseHeadersToAdd</c>, compiled: a name and a template, or a secret.</summary>
internal sealed record HeaderAddition(HeaderChangeKind Kind, string Name, HeaderTemplate? Template, SecretReference? Secret, SourcePosition Origin)
{
    /// <summary>The change where all requests get the same; null where a template has commands, or nothing to say.</summary>
    public HeaderChange? Fixed { get; } =
        Secret is { Key: { } key } ? HeaderChange.FromSecret(Kind, Secret.Name, key, Origin)
        : Secret is not null ? HeaderChange.FromSecret(Kind, Secret.Name, Origin) : Change(Kind, Name, Template?.Constant ?? "", Origin);

    /// <summary>Whether the value has to be made anew for each request.</summary>
    public bool Varies => Template is { Constant: null };

    /// <summary>The change for one request; null where there is none. False: the value can't be sent.</summary>
    public bool TryRender(TemplateContext context, out HeaderChange? change)
    {
        if (!Varies)
        {
            change = Fixed;
            return true;
        }

        string value = Template!.Render(context);
        change = Change(Kind, Name, value, Origin);
        return HeaderSyntax.IsValue(value);
    }

    /// <summary>Envoy leaves out what is empty, even where it would overwrite.</summary>
    private static HeaderChange? Change(HeaderChangeKind kind, string name, string value, SourcePosition origin) =>
        value.Trim(' ', '\t') is not { Length: > 0 } trimmed ? null
        : kind == HeaderChangeKind.Set ? HeaderChange.Set(name, trimmed, origin)
        : HeaderChange.Append(name, trimmed, origin);
}
