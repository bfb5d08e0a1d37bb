using LlmPolicy.Resources;

namespace LlmPolicy.Compilation;

/// <summary><c>jwks.remote</c> to a source of keys that a host can fetch.</summary>
internal static class RemoteKeysCompiler
{
    public static RemoteJwks? Compile(string provider, RemoteJwksSource source, CompileContext context)
    {
        if (!Uri.TryCreate(source.Url.Value, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.UserInfo.Length > 0)
        {
            context.Error(
                DiagnosticCodes.Keys, source.Url.Position, $"The url of provider '{provider}' is not an address that keys can be fetched from.", "Use https://HOST/PATH, without a user and a password.");
            return null;
        }

        if (source.UpstreamRef is null && url.Scheme == Uri.UriSchemeHttp && !context.Options.PrivateKeyHosts.Contains(url.IdnHost, StringComparer.OrdinalIgnoreCase))
        {
            context.Error(
                DiagnosticCodes.Keys,
                source.Url.Position,
                $"Anyone between this host and {url.IdnHost} could replace the keys of provider '{provider}'.",
                $"Use https, name the server by upstreamRef, or say that it is in a private network: LlmPolicy:PrivateKeyHosts:0={url.IdnHost}.");
            return null;
        }

        return FindUpstream(source, context) is (var upstream, true)
            ? new RemoteJwks { Provider = provider, Url = source.Url.Value, Upstream = upstream, CacheDuration = source.CacheDuration, Position = source.Position }
            : null;
    }

    private static (ResourceName? Name, bool Found) FindUpstream(RemoteJwksSource source, CompileContext context)
    {
        if (source.UpstreamRef is not { } reference)
        {
            return (null, true);
        }

        var name = reference.Named();
        if (UpstreamCompiler.IsKnown(name, context))
        {
            context.Unreachable.GetValueOrDefault(name)?.LedTo($"keys are to be fetched from it at {reference.Position}", DiagnosticSeverity.Error);
            return (name, true);
        }

        // An error for a guard, too: it fetches keys as a gateway does.
        context.Error(
            DiagnosticCodes.MissingUpstream,
            reference.Position,
            $"No Upstream {name} is in these files.",
            $"Add it to the manifests, or set its address: LlmPolicy:Upstreams:{name.Namespace}:{name.Name}=http://host:port.");
        return (name, false);
    }
}
