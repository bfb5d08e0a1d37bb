using LlmPolicy.Conformance;
using LlmPolicy.Conformance.Comparing;
using LlmPolicy.Conformance.Runners;
using LlmPolicy.Conformance.Suites;

const int Permissive = 1;
const int NotRun = 2;

try
{
    Arguments arguments = Arguments.Parse(args);
    ConformanceRun run = new(CaseRunners.Named(arguments.Through, arguments.MissingReferences), new RunProgress(Console.Error, TimeProvider.System));
    IReadOnlyList<Suite> suites = SuiteReader.ReadFolder(arguments.Folder);
    if (suites.Count == 0)
    {
        throw new ArgumentException($"'{arguments.Folder}' holds no suite.");
    }

    IReadOnlyList<SuiteResult> results = await run.RunAsync(suites, CancellationToken.None);
    Report report = new(Console.Out);
    foreach (Verdict verdict in arguments.Lists)
    {
        report.List(results, verdict);
    }

    report.Table(results);
    return results.Any(suite => suite.Count(Verdict.Permissive) > 0) ? Permissive : 0;
}
catch (Exception e) when (e is ArgumentException or IOException or InvalidDataException)
{
    await Console.Error.WriteLineAsync($"{e.Message}\n\n{Arguments.Usage}");
    return NotRun;
}
