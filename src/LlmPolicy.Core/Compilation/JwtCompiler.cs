using LlmPolicy.Http;
using LlmPolicy.Json;
using LlmPolicy.Jwt;
using LlmPolicy.Jwt.Keys;
using LlmPolicy.Jwt.Tokens;
using LlmPolicy.Resources;

namespace LlmPolicy.Compilation;

/// <summary><c>jwt</c> to requirements, a stage each.</summary>
internal sealed class JwtCompiler(CompileContext context)
{
    /// <summary>The id of a difference that can't be switched off (docs/differences.md).</summary>
    private const string ReservedClaimHeader = "claims.header-name";

    private const ulong DefaultClockSkewSeconds = 60;

    /// <summary>Most routes have their host's.</summary>
    private readonly Dictionary<JwtExtension, JwtRequirement?> _compiled = new(ReferenceEqualityComparer.Instance);

    public JwtStages Compile(StagedJwt<JwtExtension>? jwt) => new(Find(jwt?.BeforeExtAuth), Find(jwt?.AfterExtAuth));

    private JwtRequirement? Find(JwtExtension? extension)
    {
        if (extension is null)
        {
            return null;
        }

        if (!_compiled.TryGetValue(extension, out var requirement))
        {
            _compiled.Add(extension, requirement = Compile(extension));
        }

        return requirement;
    }

    private JwtRequirement? Compile(JwtExtension extension)
    {
        if (extension.Providers.Count == 0)
        {
            // A slip of indentation must not switch tokens off.
            context.Error(DiagnosticCodes.Keys, extension.Position, "No provider is named.", "Name one, or remove the field; a route switches tokens off by jwt.disable.");
            return null;
        }

        var tolerance = extension.ValidationPolicy switch
        {
            ValidationPolicy.AllowMissing => JwtTolerance.Missing,
            ValidationPolicy.AllowMissingOrFailed => JwtTolerance.MissingOrFailed,
            _ => JwtTolerance.None,
        };

        // Gloo's providers are a map, which reaches Envoy by name.
        var providers = extension.Providers.OrderBy(p => p.Name.Value, StringComparer.Ordinal);
        return new JwtRequirement([.. providers.Select(p => Compile(p.Name.Value, p.Provider)).OfType<ProviderPolicy>()], tolerance, extension.Position);
    }

    private ProviderPolicy? Compile(string name, JwtProvider provider)
    {
        if (CompileKeys(name, provider) is not { } keys)
        {
            return null;
        }

        return new ProviderPolicy
        {
            Name = name,
            Issuer = provider.Issuer?.Value ?? "",
            Audiences = new AudienceList(provider.Audiences.Select(a => a.Value)),
            Keys = keys,
            Locations = CompileLocations(provider),
            KeepToken = provider.KeepToken,
            ClaimHeaders = [.. provider.ClaimsToHeaders.Select(Compile).OfType<ClaimHeader>()],

            // Envoy takes 0 as not set.
            ClockSkewSeconds = provider.ClockSkewSeconds is > 0 and { } skew ? skew : DefaultClockSkewSeconds,
            LaxRules = context.Options.LaxRules,
            Position = provider.Position,
        };
    }

    private IKeySource? CompileKeys(string name, JwtProvider provider)
    {
        var own = CompileOwnKeys(name, provider);
        if (own is not null && context.Options.KeysInstead is { } instead)
        {
            return new LocalKeys(instead(name, provider));
        }

        if (own is FetchedKeys { Source: var remote })
        {
            context.RemoteKeys.Add(remote);
        }

        return own;
    }

    private IKeySource? CompileOwnKeys(string name, JwtProvider provider)
    {
        if (provider.Jwks?.Remote is { } remote)
        {
            return RemoteKeysCompiler.Compile(name, remote, context) is { } source ? new FetchedKeys(source) : null;
        }

        if (provider.Jwks?.Local is not { } local)
        {
            context.Error(DiagnosticCodes.Keys, provider.Position, $"The provider '{name}' has no keys.", "Give it jwks.local.key or jwks.remote.");
            return null;
        }

        var reading = new JwksReader(context.Options.Ed25519).ReadLocal(local.Key.Value);
        if (reading.Error is { } error)
        {
            context.Error(
                DiagnosticCodes.Keys,
                local.Key.Position,
                $"The keys of provider '{name}' can't be read: {error.Message}.",
                error.Remedy ?? "Use a PEM public key, a JWK, a JWKS or an object of key ids and certificates.");
            return null;
        }

        if (reading.Blocks > 1)
        {
            // As Gloo does; who wrote two keys meant both.
            context.Diagnostics.Warning(
                DiagnosticCodes.Keys, local.Key.Position, $"Provider '{name}' has {reading.Blocks} PEM blocks; only the first complete one is read: tokens signed by the others are refused.",
                "Write several keys as a JWKS.");
        }

        return reading.Keys.Any(key => IsWeak(name, key, local.Key.Position)) ? null : new LocalKeys(new KeySet(reading.Keys));
    }

    private bool IsWeak(string name, VerificationKey key, SourcePosition position)
    {
        if (WeakKeys.Find(key) is not { } weakness || context.Options.LaxRules.Contains(weakness.Rule))
        {
            return false;
        }

        context.Diagnostics.Error(
            DiagnosticCodes.WeakKey,
            position,
            $"The provider '{name}' has {weakness.Problem}.",
            $"Use a longer one, or switch the rule off: LlmPolicy:LaxRules:0={weakness.Rule}.",
            weakness.Rule);
        return true;
    }

    private ITokenLocation[] CompileLocations(JwtProvider provider)
    {
        if (provider.TokenSource is not { } source || source.Headers.Count + source.QueryParams.Count == 0)
        {
            return [new HeaderLocation("authorization", "Bearer ", provider.Position), new QueryLocation("access_token", provider.Position)];
        }

        foreach (var header in source.Headers.Where(h => !HeaderSyntax.IsName(h.Header.Value)))
        {
            context.Error(DiagnosticCodes.Header, header.Header.Position, $"'{header.Header}' is not a header name.");
        }

        // Envoy keeps both kinds sorted and without doubles.
        return
        [
            .. source.Headers.Select(h => new HeaderLocation(h.Header.Value, h.Prefix?.Value ?? "", h.Header.Position))
                .DistinctBy(h => h.SortKey).OrderBy(h => h.SortKey, StringComparer.Ordinal),
            .. source.QueryParams.Select(q => new QueryLocation(q.Value, q.Position)).DistinctBy(q => q.Name).OrderBy(q => q.Name, StringComparer.Ordinal),
        ];
    }

    private ClaimHeader? Compile(ClaimToHeader source)
    {
        string name = source.Header.Value;
        if (HeaderSyntax.IsReserved(name))
        {
            // Envoy takes the Host, or the path, off every request that brings no such claim.
            context.Diagnostics.Error(
                DiagnosticCodes.Header, source.Header.Position, $"A claim can't be put into '{name}': it is not an ordinary header.", "Name another header.", ReservedClaimHeader);
            return null;
        }

        if (!HeaderSyntax.IsName(name))
        {
            context.Error(DiagnosticCodes.Header, source.Header.Position, $"'{name}' is not a header name.");
            return null;
        }

        return new ClaimHeader(new ClaimPath(source.Claim.Value.Split('.')), name, source.Append, source.Position);
    }
}
