using System.Buffers;
using LlmPolicy.ExtAuth;
using LlmPolicy.Headers;
using LlmPolicy.Http;
using LlmPolicy.Manifests;
using LlmPolicy.Resources;

namespace LlmPolicy.Compilation;

/// <summary><c>apiKeyAuth</c>, compiled. What is wrong with one Secret takes its key alone away: a slip in one must not keep out those of all others.</summary>
internal sealed class ApiKeyCompiler(CompileContext context)
{
    private const string DefaultHeader = "api-key";
    private const string KeyEntry = "api-key";

    /// <summary>What a key can be made of so that a request can show it: ASCII that can be seen, and blanks inside.</summary>
    private static readonly SearchValues<char> KeyChars = SearchValues.Create([.. Enumerable.Range(' ', '\x7f' - ' ').Select(c => (char)c)]);

    /// <param name="name">What the config is called.</param>
    /// <param name="source">What it says.</param>
    /// <param name="position">Where the config begins.</param>
    public ApiKeyMethod? Compile(string name, ApiKeyAuth source, SourcePosition position)
    {
        string header = source.HeaderName?.Value is { Length: > 0 } written ? written : DefaultHeader;
        if (!HeaderSyntax.IsName(header) || HeaderSyntax.IsReserved(header))
        {
            Error(source.HeaderName!.Position, $"'{header}' is not a header that a key can be in.", "Leave it out for api-key.");
            return null;
        }

        CheckMetadata(source);
        if (source.Match is { } match && source.Digest is null)
        {
            Error(match.Position, "match is only looked at beside digest.", "Add digest: {algorithm: SHA256}, or take match out.");
        }

        byte[]? hmacKey = source.Hmac is { } hmac ? FindShared(hmac) : null;
        if (source.Hmac is not null && hmacKey is null)
        {
            return null;
        }

        bool isDigest = source.Digest is not null || source.Hmac is not null;
        List<ApiKey> keys = [];
        Dictionary<KeyDigest, ResourceName> owners = [];
        foreach (var secret in SecretsOf(source.Storage))
        {
            if (DigestOf(secret, isDigest) is not { } digest)
            {
                continue;
            }

            if (owners.TryAdd(digest, secret.Name))
            {
                keys.Add(new ApiKey(digest, GrantOf(secret, source)) { Lacks = Lacking(secret, source), Match = MatchOf(secret, source), StandIn = context.Options.ApiKeysBeside?.Invoke(digest, hmacKey) });
            }
            else
            {
                Warn(secret.Position, $"The Secret {secret.Name} has the key of the Secret {owners[digest]}: who shows it is the latter.", "Give each a key of its own.");
            }
        }

        WarnOfNamesakes(keys, source);
        return new ApiKeyMethod(name, header, keys, hmacKey, [.. source.HeadersFromMetadata.Select(made => made.Header.Value)], position);
    }

    private void CheckMetadata(ApiKeyAuth source)
    {
        foreach (var (header, _) in source.HeadersFromMetadata)
        {
            if (HeaderSecretRules.IsNeverSet(header.Value))
            {
                Error(header.Position, $"'{header}' is not a header that can be set.", "Give the entry another header.");
            }
        }
    }

    /// <summary>The Secrets, in the order of their names: of two of one key the first counts.</summary>
    private List<Secret> SecretsOf(ApiKeyStorage storage)
    {
        List<Secret> selected = [.. context.Resources.All<Secret>().Where(secret => secret.IsApiKey && storage.Selects(secret))];
        if (storage.Labels.Count > 0 && selected.Count == 0)
        {
            context.Diagnostics.Warning(
                DiagnosticCodes.ApiKey, storage.Labels[0].Name.Position, "labelSelector selects no Secret: there is no key that could be shown.",
                "Add Secrets of type extauth.solo.io/apikey with these labels to the manifests.");
        }
        else if (storage.Labels.Count == 0 && storage.Refs.Count == 0)
        {
            context.Diagnostics.Warning(
                DiagnosticCodes.ApiKey, storage.Position, "apiKeyAuth names no Secret: there is no key that could be shown.", "Give it labelSelector or apiKeySecretRefs.");
        }

        return [.. selected.Concat(storage.Refs.Select(Find).OfType<Secret>()).DistinctBy(secret => secret.Name).OrderBy(secret => secret.Name.ToString(), StringComparer.Ordinal)];
    }

    private Secret? Find(ResourceRef reference)
    {
        var name = reference.Named();
        if (name.Name.Length == 0)
        {
            // Reported by the reader.
            return null;
        }

        if (!context.Resources.TryFind<Secret>(name, out var secret))
        {
            context.Missing(context.Options.MissingSecret, DiagnosticCodes.MissingSecret, reference.Position, $"No Secret {name} is in these files.",
                reference.Advice(context.Options.Secrets.Contains(name) ? "Add it to the manifests: the host's own secrets are headers that it puts on, and no API keys." : "Add it to the manifests, where API keys have to be."));
            return null;
        }

        if (!secret.IsApiKey)
        {
            context.Error(DiagnosticCodes.MissingSecret, reference.Position, $"The Secret {name} is not an API key.", "Its type has to be extauth.solo.io/apikey.");
            return null;
        }

        return secret;
    }

    /// <summary>What a key is found by; null where none can be shown, which is reported.</summary>
    private KeyDigest? DigestOf(Secret secret, bool isDigest)
    {
        if (secret.Find(KeyEntry) is not { } key)
        {
            Warn(secret.Position, $"The Secret {secret.Name} has no entry {KeyEntry}: it lets nobody in.", "Put the key under stringData.api-key.");
            return null;
        }

        string value = key.Reveal();
        if (isDigest)
        {
            var digest = KeyDigest.Parse(value);
            if (digest is null)
            {
                Warn(secret.Position, $"The {KeyEntry} of the Secret {secret.Name} is no digest of SHA-256: it lets nobody in.", "Write its 64 hexadecimal digits, without a line break.");
            }

            return digest;
        }

        if (ProblemOf(value) is { } problem)
        {
            Warn(secret.Position, $"The {KeyEntry} of the Secret {secret.Name} {problem}: it lets nobody in.", "Write visible ASCII on one line: printf adds no line feed, echo does.");
            return null;
        }

        return KeyDigest.Of(value);
    }

    /// <summary>Why no request can show a key, in words that hold nothing of it; null if one can.</summary>
    private static string? ProblemOf(string key) =>
        key.Length == 0 ? "is empty"
        : char.IsWhiteSpace(key[0]) || char.IsWhiteSpace(key[^1]) ? "begins or ends with white space, which no header's value does"
        : key.AsSpan().ContainsAnyExcept(KeyChars) ? "has a character that is not visible ASCII"
        : null;

    private AuthGrant GrantOf(Secret secret, ApiKeyAuth source)
    {
        Dictionary<string, string> metadata = [];
        foreach (var (name, value) in secret.Headers)
        {
            if (name.Value != KeyEntry && value is not null)
            {
                metadata[name.Value] = value.Reveal();
            }
        }

        List<HeaderChange> headers = [HeaderChange.Set(ExtAuthCompiler.UserIdHeader(context), secret.Name.Name, source.Position)];
        foreach (var (header, entry) in source.HeadersFromMetadata)
        {
            if (metadata.TryGetValue(entry.Name.Value, out string? value) && IsSendable(secret, header, entry, value))
            {
                headers.Add(HeaderChange.Set(header.Value, value, header.Position));
            }
        }

        return new AuthGrant(new ExtAuthCaller(secret.Name.Name, secret.Name, metadata), headers);
    }

    private bool IsSendable(Secret secret, Text header, MetadataEntry entry, string value)
    {
        if (HeaderSecretRules.Problem(header.Value, new SecretValue(value)) is null)
        {
            return true;
        }

        Warn(secret.Position, $"The entry {entry.Name} of the Secret {secret.Name} can't be sent as {header}: the header is left out.", "Write it on one line, without control characters.");
        return false;
    }

    /// <summary>The required entry that is not there, or can't be sent.</summary>
    private string? Lacking(Secret secret, ApiKeyAuth source)
    {
        foreach (var (header, entry) in source.HeadersFromMetadata.Where(made => made.Entry.Required))
        {
            if (secret.Find(entry.Name.Value) is not { } value || HeaderSecretRules.Problem(header.Value, value) is not null)
            {
                Warn(secret.Position, $"The Secret {secret.Name} lacks the entry {entry.Name}, which is required: it lets nobody in.", "Add the entry to the Secret, or take required out.");
                return entry.Name.Value;
            }
        }

        return null;
    }

    private (string Header, KeyDigest? Value)[] MatchOf(Secret secret, ApiKeyAuth source)
    {
        List<(string, KeyDigest?)> match = [];
        foreach (var header in source.Match?.Headers ?? [])
        {
            var wanted = secret.Find(header.Name.Value);
            if (wanted is null)
            {
                Warn(secret.Position, $"The Secret {secret.Name} has no entry {header.Name}, which a header has to match: it lets nobody in.", "Add the entry to the Secret.");
            }

            match.Add((header.Name.Value, wanted is null ? null : KeyDigest.Of(wanted.Reveal())));
        }

        return [.. match];
    }

    /// <summary>Upstreams, limits and budgets know callers by the Secret's name alone.</summary>
    private void WarnOfNamesakes(List<ApiKey> keys, ApiKeyAuth source)
    {
        foreach (var same in keys.GroupBy(key => key.Grant.Caller!.UserId).Where(group => group.Count() > 1))
        {
            Warn(source.Position, $"Secrets of {same.Count()} namespaces are called {same.Key}: to whoever counts or serves them they are one caller.", "Give each a name of its own.");
        }
    }

    private byte[]? FindShared(ApiKeyHmac hmac)
    {
        if (hmac.SharedSecretRef is not { } reference || reference.Name.Value.Length == 0)
        {
            return null;
        }

        if (!context.Resources.TryFind<Secret>(reference.Named(), out var secret))
        {
            context.Error(DiagnosticCodes.MissingSecret, reference.Position, $"No Secret {reference.Named()} is in these files.", reference.Advice("Add it to the manifests."));
            return null;
        }

        if (secret.Headers is not [(_, { } value)] || value.Reveal().Length == 0)
        {
            Error(reference.Position, $"The Secret {secret.Name} does not say which shared secret makes the digests.", "Give it one entry, which is that secret.");
            return null;
        }

        return System.Text.Encoding.Latin1.GetBytes(value.Reveal());
    }

    private void Warn(SourcePosition position, string message, string remedy) => context.Diagnostics.Warning(DiagnosticCodes.ApiKey, position, message, remedy);

    private void Error(SourcePosition position, string message, string remedy) => context.Error(DiagnosticCodes.AuthConfig, position, message, remedy);
}
