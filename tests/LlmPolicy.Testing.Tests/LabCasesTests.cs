namespace LlmPolicy.Testing;

/// <summary>The lab's own cases, run as an app team would run theirs.</summary>
public sealed class LabCasesTests
{
    private static readonly PolicyTests Tests = PolicyTests.Load(Repository.PathOf("samples/lab-cases.yaml"));

    public static TheoryData<string> Names => [.. Tests.Names];

    [Theory, MemberData(nameof(Names))]
    public void A_case_passes(string name) => Tests.Run(name).ThrowIfFailed();
}
