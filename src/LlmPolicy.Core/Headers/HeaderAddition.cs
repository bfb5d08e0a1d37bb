namespace LlmPolicy.Headers;

/// <summary>An entry of <c>requestHeadersToAdd</c> or <c>responseHeadersToAdd</c>, compiled: a name and a template, or a secret.</summary>
internal sealed record HeaderAddition(HeaderChangeKind Kind, string Name, HeaderTemplate? Template, SecretReference? Secret, SourcePosition Origin)
{
    public void Apply(HeaderView headers, string value)
    {
        if (Secret is not null)
        {
            headers.AddSecret(Kind, Secret.Name, Secret.Headers, Origin);
        }
        else if (value.Length == 0)
        {
            // Envoy leaves out what is empty, even where it would overwrite.
        }
        else if (Kind == HeaderChangeKind.Set)
        {
            headers.Set(Name, value, Origin);
        }
        else
        {
            headers.Append(Name, value, Origin);
        }
    }
}
