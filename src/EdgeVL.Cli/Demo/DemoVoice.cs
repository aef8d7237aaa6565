using System.Text;
using System.Text.Json.Nodes;

namespace EdgeVL.Cli.Demo;

/// <summary>What the demo prints: lines for people, or the results as they came and the sums, one JSON a line.</summary>
internal sealed class DemoVoice(bool json)
{
    /// <summary>A line for people.</summary>
    public void Say(string line)
    {
        if (!json)
        {
            Console.WriteLine(line);
        }
    }

    /// <summary>A reading.</summary>
    public void Reading(string line, byte[] payload) => Console.WriteLine(json ? Encoding.UTF8.GetString(payload) : line);

    /// <summary>The sums, as the last line.</summary>
    public void Last(DemoScore score) =>
        Console.WriteLine(
            json
                ? new JsonObject
                {
                    ["read"] = score.Read,
                    ["missed"] = score.Missed,
                    ["wrong"] = score.Wrong,
                }.ToJsonString()
                : $"demo: {score.Read} read, {score.Missed} missed, {score.Wrong} wrong"
        );
}
