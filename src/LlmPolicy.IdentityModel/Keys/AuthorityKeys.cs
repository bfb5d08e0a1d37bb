using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace LlmPolicy.Keys;

/// <summary>The keys that an issuer publishes, found by discovery each time: there is nothing to go stale in between.</summary>
internal sealed class AuthorityKeys(Uri authority) : IJwksSource
{
    private const int LongestDocument = 1024 * 1024;

    private readonly string _discovery = $"{authority.AbsoluteUri.TrimEnd('/')}/.well-known/openid-configuration";

    /// <exception cref="ArgumentException">It is no address of an issuer.</exception>
    public static Uri Parse(string authority) =>
        Uri.TryCreate(authority, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp)
        && (address.UserInfo + address.Query + address.Fragment).Length == 0
            ? address
            : throw new ArgumentException("https://HOST/PATH is wanted, without user, query and fragment.", nameof(authority));

    /// <inheritdoc/>
    public async ValueTask<ReadOnlyMemory<byte>> GetAsync(CancellationToken cancellationToken)
    {
        using HttpClient client = new(Handler()) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = LongestDocument };
        HttpDocumentRetriever documents = new(client) { RequireHttps = authority.Scheme == Uri.UriSchemeHttps };
        return JwksDocument.Of(await OpenIdConnectConfigurationRetriever.GetAsync(_discovery, documents, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>As for a key server: what it sends costs no more than its length.</summary>
    private static SocketsHttpHandler Handler() => new() { AllowAutoRedirect = false, UseProxy = false, UseCookies = false, ActivityHeadersPropagator = null };
}
