using LlmPolicy.Testing.Rules;
using LlmPolicy.Testing.Running;

namespace LlmPolicy.Testing;

/// <summary>The cases of a file, to be run by any test framework. Immutable: cases may run side by side.</summary>
public sealed class PolicyTests
{
    private readonly TestManifests _manifests;
    private readonly TestPolicies _policies;
    private readonly IReadOnlyList<PreparedCase> _cases;
    private readonly TimeProvider _clock;

    internal PolicyTests(TestManifests manifests, TestPolicies policies, IReadOnlyList<PreparedCase> cases, TimeProvider clock) =>
        (_manifests, _policies, _cases, _clock) = (manifests, policies, cases, clock);

    /// <summary>The names of the cases, in the order of the file.</summary>
    public IReadOnlyList<string> Names => [.. _cases.Select(c => c.Case.Name.Value)];

    /// <summary>Reads a file of cases, and the manifests that it names.</summary>
    /// <param name="path">The file; relative to the working folder, or where it is not there, to the program's.</param>
    /// <param name="options">What may be taken for granted beside the manifests; null: what is missing in them is given elsewhere.</param>
    /// <exception cref="PolicyTestException">The file, a case in it or a manifest is wrong; the message says what, with file, line and column.</exception>
    public static PolicyTests Load(string path, PolicyCompilerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        string found = File.Exists(path) ? path : Path.Combine(AppContext.BaseDirectory, path);
        if (!File.Exists(found))
        {
            throw new PolicyTestException($"No file of cases is at '{path}'.");
        }

        var reader = new PolicyTestsReader { Options = options ?? PolicyTestsReader.DefaultOptions };
        return reader.Read(new ManifestFile(found, File.ReadAllText(found)), out var diagnostics) ?? throw new PolicyTestException(path, diagnostics);
    }

    /// <summary>Runs one case.</summary>
    /// <param name="name">The case's name.</param>
    /// <exception cref="ArgumentException">No case is called so.</exception>
    public PolicyTestResult Run(string name) => Run(
        _cases.FirstOrDefault(c => c.Case.Name.Value == name) ?? throw new ArgumentException($"No case is called '{name}'.", nameof(name)));

    /// <summary>Runs all cases, in the order of the file.</summary>
    public IReadOnlyList<PolicyTestResult> Run() => [.. _cases.Select(Run)];

    /// <summary>Which rules the cases reach.</summary>
    public PolicyCoverage MeasureCoverage() => new Coverage(_manifests, _policies, _cases, _clock).Measure();

    /// <summary>
    /// Deletes each rule of the manifests by itself and runs the cases: a rule whose absence makes none fail is held by none. Cases that fail
    /// without that are left out. It compiles the manifests once a rule.
    /// </summary>
    public PolicyMutation Mutate() => new Mutation(_manifests, [.. _cases.Where(c => Run(c).Passed)], _clock).Run();

    private PolicyTestResult Run(PreparedCase prepared)
    {
        var outcome = TestBudgets.Run(prepared, _policies, _clock);
        return new PolicyTestResult
        {
            Name = prepared.Case.Name.Value,
            Position = prepared.Case.Position,
            Differences = new Comparison(prepared, _policies, outcome).Find(),
            Decision = outcome.Decision,
        };
    }
}
