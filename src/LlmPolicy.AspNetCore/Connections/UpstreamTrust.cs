using System.Security.Cryptography.X509Certificates;

namespace LlmPolicy.Connections;

/// <summary>What makes an upstream's certificate good. Default: the machine's own roots.</summary>
internal sealed record UpstreamTrust(X509ChainPolicy? Chain = null);
