using LlmPolicy.Headers;
using LlmPolicy.Http;
using LlmPolicy.Manifests;
using LlmPolicy.Resources;

namespace LlmPolicy.Compilation;

/// <summary><c>headerManipulation</c> to levels.</summary>
internal sealed class HeaderCompiler(CompileContext context)
{
    public HeaderLevel? CompileRequest(HeaderManipulation? source) =>
        source is null || source.RequestHeadersToAdd.Count + source.RequestHeadersToRemove.Count == 0
            ? null
            : Compile(source.RequestHeadersToRemove, source.RequestHeadersToAdd, IsName);

    public HeaderLevel? CompileResponse(HeaderManipulation? source) =>
        source is null || source.ResponseHeadersToAdd.Count + source.ResponseHeadersToRemove.Count == 0
            ? null
            : Compile(source.ResponseHeadersToRemove, source.ResponseHeadersToAdd, IsResponseName);

    private HeaderLevel Compile(IReadOnlyList<Text> removals, IReadOnlyList<HeaderToAdd> additions, Func<Text, bool> isName) =>
        new([.. removals.Select(Compile).OfType<HeaderChange>()], [.. additions.Select(a => Compile(a, isName)).OfType<HeaderAddition>()]);

    /// <summary>What is no name at all is never there to be removed.</summary>
    private HeaderChange? Compile(Text name) =>
        IsFree(name) && HeaderSyntax.IsName(name.Value) ? HeaderChange.Remove(name.Value, name.Position) : null;

    private HeaderAddition? Compile(HeaderToAdd source, Func<Text, bool> isName)
    {
        var kind = source.Append ? HeaderChangeKind.Append : HeaderChangeKind.Set;
        if (source.HeaderSecretRef is { } secret)
        {
            return Find(secret) is { } found ? new HeaderAddition(kind, "", null, found, source.Position) : null;
        }

        if (source.Header is not { } header)
        {
            context.Error(DiagnosticCodes.Header, source.Position, "An entry needs a header.", "Give it header.key and header.value, or in a request headerSecretRef.");
            return null;
        }

        if (!isName(header.Key))
        {
            return null;
        }

        string value = header.Value?.Value ?? "";
        var template = HeaderTemplateParser.TryParse(value, out string? error);
        if (template is null)
        {
            context.Error(
                DiagnosticCodes.Substitution, header.Value!.Position, $"The value of '{header.Key}' can't be used: {error}.", "Write a literal percent sign as %%.");
            return null;
        }

        if (!HeaderSyntax.IsValue(value))
        {
            context.Error(DiagnosticCodes.Header, header.Value!.Position, $"The value of '{header.Key}' holds a line break or NUL.");
        }

        return new HeaderAddition(kind, header.Key.Value, template, null, source.Position);
    }

    private bool IsName(Text name)
    {
        if (!HeaderSyntax.IsName(name.Value) && !name.Value.StartsWith(':'))
        {
            context.Error(DiagnosticCodes.Header, name.Position, $"'{name}' is not a header name.");
            return false;
        }

        return IsFree(name);
    }

    /// <summary>Gloo and Envoy send to clients whatever is written. What is no name no server here can send, and clients may read another header in it.</summary>
    private bool IsResponseName(Text name)
    {
        if (!IsFree(name))
        {
            return false;
        }

        bool valid = HeaderSyntax.IsName(name.Value);
        if (!valid)
        {
            context.Diagnostics.Strict(
                StrictnessRules.HeaderName, context.Options.LaxRules, DiagnosticCodes.Header, name.Position, $"'{name}' is not a header name: it is never sent.");
        }

        return valid;
    }

    /// <summary>Whether a header of that name may be set or removed.</summary>
    private bool IsFree(Text name)
    {
        if (name.Value.Length == 0)
        {
            context.Error(DiagnosticCodes.Header, name.Position, "A header's name can't be empty.");
            return false;
        }

        if (HeaderSyntax.IsReserved(name.Value))
        {
            context.Error(DiagnosticCodes.Header, name.Position, $"'{name}' can't be set or removed.", "For the host there are hostRewrite and autoHostRewrite.");
            return false;
        }

        return true;
    }

    /// <summary>A Secret whose headers a request gets; null where that can't be, and is reported.</summary>
    public SecretReference? Find(ResourceRef reference)
    {
        var name = reference.Named();
        if (context.Options.Secrets.Contains(name))
        {
            return new SecretReference(name, null);
        }

        if (name.Name.Length == 0)
        {
            // Reported by the reader.
            return null;
        }

        if (!context.Resources.TryFind<Secret>(name, out var secret))
        {
            context.Missing(
                context.Options.MissingSecret,
                DiagnosticCodes.MissingSecret,
                reference.Position,
                $"No Secret {name} is in these files.",
                reference.Advice($"Add it to the manifests, or set LlmPolicy:Secrets:{name.Namespace}:{name.Name}:HEADER."));
            return new SecretReference(name, null);
        }

        if (!secret.IsHeaderSecret)
        {
            context.Error(DiagnosticCodes.MissingSecret, reference.Position, $"The Secret {name} is not a header secret.", "Its type has to be gloo.solo.io/header or Opaque, with data.");
        }

        if (secret.Headers.GroupBy(h => h.Name.Value, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            context.Error(DiagnosticCodes.Header, twice.Last().Name.Position, $"The Secret {name} has the header {twice.Key} twice: header names ignore case.", "Keep one of them.");
        }

        foreach (var (header, value) in secret.Headers)
        {
            if (value is not null && HeaderSecretRules.Refusal(header.Value, value) is { } refusal)
            {
                context.Error(DiagnosticCodes.UnusableSecret, header.Position, $"The Secret {name} can't be sent: {refusal}.", HeaderSecretRules.Remedy);
            }
        }

        return new SecretReference(name, secret.Headers.Select(h => h.Name.Value).ToHashSet(StringComparer.OrdinalIgnoreCase));
    }
}
