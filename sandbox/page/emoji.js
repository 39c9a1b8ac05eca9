// The emoji that messages use by name; an unknown name stays as it is written.
const EMOJI = Object.fromEntries(`
+1 👍|thumbsup 👍|-1 👎|wave 👋|tada 🎉|clap 👏|pray 🙏|raised_hands 🙌|handshake 🤝|muscle 💪|point_right 👉|eyes 👀
heart ❤️|yellow_heart 💛|green_heart 💚|blue_heart 💙|sparkling_heart 💖|broken_heart 💔|star ⭐|sparkles ✨|fire 🔥
smile 😄|slightly_smiling_face 🙂|blush 😊|grin 😁|relieved 😌|worried 😟|confused 😕|disappointed 😞|cry 😢|sob 😭
angry 😠|rage 😡|triumph 😤|anguished 😧|cold_sweat 😰|thinking_face 🤔|neutral_face 😐|hugging_face 🤗|sunny ☀️
white_check_mark ✅|heavy_check_mark ✔️|ballot_box_with_check ☑️|x ❌|warning ⚠️|no_entry ⛔|no_entry_sign 🚫|stop_sign 🛑
exclamation ❗|question ❓|grey_question ❔|information_source ℹ️|bulb 💡|lock 🔒|unlock 🔓|key 🔑|shield 🛡️|scales ⚖️
bell 🔔|no_bell 🔕|alarm_clock ⏰|hourglass ⌛|hourglass_flowing_sand ⏳|stopwatch ⏱️|clock9 🕘|calendar 📆|date 📅|spiral_calendar_pad 🗓️
zzz 💤|sleeping 😴|repeat 🔁|arrows_counterclockwise 🔄|leftwards_arrow_with_hook ↩️|arrow_right ➡️|fast_forward ⏩
pencil 📝|memo 📝|pencil2 ✏️|clipboard 📋|pushpin 📌|round_pushpin 📍|paperclip 📎|mag 🔍|bookmark 🔖|label 🏷️
speech_balloon 💬|left_speech_bubble 🗨️|envelope ✉️|email 📧|incoming_envelope 📨|inbox_tray 📥|outbox_tray 📤|phone ☎️|telephone_receiver 📞
gift 🎁|moneybag 💰|money_with_wings 💸|dollar 💵|euro 💶|credit_card 💳|ticket 🎫|package 📦|truck 🚚|balloon 🎈|bouquet 💐|trophy 🏆|medal 🏅
busts_in_silhouette 👥|bust_in_silhouette 👤|robot_face 🤖|house 🏠|gear ⚙️|wrench 🔧|chart_with_upwards_trend 📈|bar_chart 📊
large_green_circle 🟢|large_yellow_circle 🟡|red_circle 🔴|large_blue_circle 🔵|white_circle ⚪|black_circle ⚫|new 🆕|ok 🆗|sos 🆘|rocket 🚀|seedling 🌱
`.trim().split(/[|\n]/).map((entry) => entry.trim().split(" ")));

// A machine without a font for emoji shows boxes instead: there a plain sign stands for the commonest, and nothing for others.
const SIGNS = { white_check_mark: "✓", heavy_check_mark: "✓", x: "✗", warning: "⚠", star: "★", heart: "♥", sunny: "☀", phone: "☎", envelope: "✉", arrow_right: "→" };

function drawsEmoji() {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 16;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.font = "14px sans-serif";
  context.fillText("👋", 0, 14);
  const { data } = context.getImageData(0, 0, 16, 16);
  for (let i = 0; i < data.length; i += 4) if (data[i] !== data[i + 1] || data[i + 1] !== data[i + 2]) return true;
  return false;
}

const inColour = drawsEmoji();

export const emoji = (name) => (name in EMOJI ? (inColour ? EMOJI[name] : SIGNS[name] ?? "") : null);
