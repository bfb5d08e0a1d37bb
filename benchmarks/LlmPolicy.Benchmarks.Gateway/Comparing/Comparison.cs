namespace LlmPolicy.Benchmarks.Gateway.Comparing;

/// <summary>Pairs of YARP and LlmPolicy in turn, so that what else the machine does hits both; then rounds of all others.</summary>
internal sealed class Comparison(Meter meter, StageOptions options, int pairs, TimeSpan warmUp)
{
    public async Task<int> RunAsync(TextWriter output)
    {
        await using Stage stage = await Stage.StartAsync(options);
        foreach (Contender contender in stage.All)
        {
            await Answers.CheckAsync(contender);
            await meter.WarmUpAsync(contender, warmUp);
        }

        for (int pair = 0; pair < pairs; pair++)
        {
            // A B, B A, ...: neither is always the one that comes after.
            Contender[] order = pair % 2 == 0 ? [stage.Yarp, stage.Warm] : [stage.Warm, stage.Yarp];
            await meter.MeasureAsync(order[0]);
            await meter.MeasureAsync(order[1]);
        }

        for (int round = 0; round < pairs; round++)
        {
            foreach (Contender contender in stage.Others)
            {
                await meter.MeasureAsync(contender);
            }
        }

        ComparisonReport.Write(output, meter.Description, stage);
        return stage.All.Any(contender => contender.Runs.Any(run => run.Errors > 0)) ? 1 : 0;
    }
}
