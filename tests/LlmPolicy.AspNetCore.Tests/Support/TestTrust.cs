using LlmPolicy.Connections;

namespace LlmPolicy.AspNetCore.Tests.Support;

/// <summary>Trust in the tests' own certificate authority.</summary>
internal static class TestTrust
{
    public static UpstreamTrust Value { get; } = new(TestCertificates.Policy);
}
