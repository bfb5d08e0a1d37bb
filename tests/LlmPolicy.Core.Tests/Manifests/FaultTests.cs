using System.Reflection;

namespace LlmPolicy.Tests;

public sealed class FaultTests
{
    private static readonly IReadOnlyDictionary<string, Fault> All =
        ReaderFaults.All.Concat(CompilerFaults.All).Concat(ModelPolicyFaults.All).Concat(UsagePolicyFaults.All).Concat(TokenBudgetFaults.All).Concat(ExtAuthFaults.All).ToDictionary(f => f.Key, f => f.Value);

    public static TheoryData<string> Names => [.. All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_fault_is_reported_once_where_it_stands_with_what_to_do_about_it(string fault)
    {
        var (code, marked, remedy) = All[fault];
        var (text, mark) = MarkedText.Parse(marked);

        var diagnostic = Compiling.Diagnostics(text, All[fault].Options).Where(d => d.Code != All[fault].Others).ShouldHaveSingleItem();

        diagnostic.Code.ShouldBe(code, diagnostic.Message);
        diagnostic.Position.ShouldBe(mark, $"{text}\n{diagnostic}");
        diagnostic.Severity.ShouldBe(All[fault].Severity);
        diagnostic.Remedy.ShouldBe(remedy);
        diagnostic.Message.ShouldNotBeNullOrWhiteSpace();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Only_an_error_stands_against_a_policy(string fault)
    {
        var compilation = Compiling.Compile(MarkedText.Parse(All[fault].Marked).Text, All[fault].Options);

        compilation.Succeeded.ShouldBe(All[fault].Severity != DiagnosticSeverity.Error);
    }

    /// <summary>But for the one whose fault is in the options (<see cref="CompilerOptionsTests"/>), and those of <see cref="AnalysisTests"/>.</summary>
    [Fact]
    public void Every_code_has_a_fault_that_provokes_it()
    {
        string[] codes = [.. typeof(DiagnosticCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (string)f.GetRawConstantValue()!)];

        codes.Except(All.Values.Select(f => f.Code)).Where(code => !code.StartsWith("LLMP2", StringComparison.Ordinal)).ShouldBe([DiagnosticCodes.UnknownRule]);
        codes.ShouldBeUnique();
        codes.ShouldAllBe(code => System.Text.RegularExpressions.Regex.IsMatch(code, "^LLMP[012][0-9]{3}$"));
    }
}
