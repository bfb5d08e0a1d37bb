namespace LlmPolicy.Files;

/// <summary>
/// Reads files that others may be writing in place: one that was written to just now is looked at again until it stands still. One that is
/// replaced, by a rename, stays as it was for whoever has it open.
/// </summary>
/// <param name="clock">What files are dated by: the machine's clock, whatever clock the app goes by.</param>
internal sealed class SettledFile(TimeProvider clock)
{
    /// <summary>How long nothing may have been written.</summary>
    private static readonly TimeSpan Still = TimeSpan.FromMilliseconds(100);

    private const int MostTries = 3;

    /// <summary>The contents; empty if the file is, or if it is none that ends.</summary>
    /// <exception cref="FileTooLongException">It is longer than <paramref name="longest"/>.</exception>
    /// <exception cref="FileUnsettledException">It is written to again and again.</exception>
    /// <exception cref="IOException">It can't be read.</exception>
    public async Task<byte[]> ReadAsync(string path, int longest, CancellationToken cancellationToken)
    {
        using var file = RegularFile.Open(path);
        if (file is null)
        {
            return [];
        }

        var reading = RegularFile.Read(file, longest);
        for (int i = 0; i < MostTries && UntilStill(reading) is { Ticks: > 0 } wait; i++)
        {
            await Task.Delay(wait, clock, cancellationToken).ConfigureAwait(false);
            var before = reading;
            reading = RegularFile.Read(file, longest);
            if (reading.Whole && reading.Written == before.Written)
            {
                return reading.Bytes;
            }
        }

        return UntilStill(reading) > TimeSpan.Zero ? throw new FileUnsettledException() : reading.Bytes;
    }

    /// <summary>How much longer nothing may be written. None where that can't be told: a date in the future may be years ahead.</summary>
    private TimeSpan UntilStill(FileReading reading)
    {
        var age = clock.GetUtcNow().UtcDateTime - reading.Written;
        return !reading.Whole ? Still : age < Still && age > -Still ? Still - age : TimeSpan.Zero;
    }
}
