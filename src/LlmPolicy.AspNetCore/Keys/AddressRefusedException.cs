namespace LlmPolicy.Keys;

/// <summary>A key server's name led to an address that it has no business to lead to.</summary>
internal sealed class AddressRefusedException(string host) : Exception(
    $"{host} has an address in a private network; name the server by upstreamRef, or allow it: LlmPolicy:PrivateKeyHosts:0={host}");
