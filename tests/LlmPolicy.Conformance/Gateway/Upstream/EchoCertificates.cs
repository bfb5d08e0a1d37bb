using System.Collections.Concurrent;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LlmPolicy.Conformance.Gateway.Upstream;

/// <summary>Certificates for whatever name an upstream is reached under, from a root that lives as long as the process.</summary>
internal static class EchoCertificates
{
    private static readonly ConcurrentDictionary<string, X509Certificate2> ByName = new(StringComparer.OrdinalIgnoreCase);
    private static readonly X509Certificate2 Root = MakeRoot();

    public static SslServerAuthenticationOptions ServerOptions { get; } = new()
    {
        ServerCertificateSelectionCallback = (_, name) => ByName.GetOrAdd(name ?? "", Make),
    };

    /// <summary>Trusts the root alone.</summary>
    public static X509ChainPolicy Trust() => new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        CustomTrustStore = { Root },
        RevocationMode = X509RevocationMode.NoCheck,
    };

    private static X509Certificate2 MakeRoot()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=conformance", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private static X509Certificate2 Make(string name)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=echo", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 bare = request.Create(Root, Root.NotBefore, Root.NotAfter, RandomNumberGenerator.GetBytes(8));
        return bare.CopyWithPrivateKey(key);
    }
}
